package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.verification.peer.ServerUnderTest;
import dev.perdure.worker.Replayer;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerBuilder;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// One test's client and worker of our SDK, on a task queue of its own.
///
/// Closing it replays every history that the test made, task by task.
final class PerdureSession {
  private final Replayer replayer;
  private final Client client;
  private final WorkerBuilder builder;
  private final List<WorkflowDefinition> definitions;
  private final List<WorkflowHandle<?, ?>> toReplay = new ArrayList<>();
  private final String taskQueue = "queue-" + UUID.randomUUID();
  private Worker worker;

  PerdureSession(ServerUnderTest server, boolean sticky, Object activities, Class<?>... workflows) {
    this(server, sticky ? 1000 : 0, activities, workflows);
  }

  /// @param cachedRuns how many runs the worker keeps
  PerdureSession(ServerUnderTest server, int cachedRuns, Object activities, Class<?>... workflows) {
    this.replayer = Replayer.builder().workflows(workflows).build();
    this.client = Client.connect(server.address());
    this.definitions = Stream.of(workflows).map(WorkflowDefinition::of).toList();
    this.builder =
        Worker.builder(client, taskQueue)
            .workflows(workflows)
            .activities(activities)
            .maxCachedWorkflows(cachedRuns);
    this.worker = builder.start();
  }

  /// Lets another worker take over.
  void restartWorker() {
    worker.close();
    worker = builder.start();
  }

  Client client() {
    return client;
  }

  WorkflowOptions options() {
    return options("workflow-" + UUID.randomUUID());
  }

  WorkflowOptions options(String id) {
    return WorkflowOptions.of(id, taskQueue);
  }

  /// Remembers the run for the replay at the end.
  <H extends WorkflowHandle<?, ?>> H replayed(H handle) {
    toReplay.add(handle);
    return handle;
  }

  /// Waits until somebody has started a workflow of this id.
  void awaitStarted(String workflowId) throws InterruptedException {
    var handle = client.getWorkflowHandle(workflowId);
    while (true) {
      try {
        handle.describe();
        return;
      } catch (WorkflowNotFoundException e) {
        Thread.sleep(10);
      }
    }
  }

  void close() throws Exception {
    try {
      for (var handle : toReplay) {
        replay(handle);
      }
    } finally {
      worker.close();
      client.close();
    }
  }

  private void replay(WorkflowHandle<?, ?> handle) throws Exception {
    var runId = handle.resultRunId() == null ? firstRun(handle) : handle.resultRunId();
    while (runId != null && !runId.isEmpty()) {
      var history = handle.withRunId(runId).fetchHistory();
      RecordedHistories.keep(history);
      replayer.replayWorkflow(history);
      var events = history.events();
      var type = events.getFirst().getWorkflowExecutionStartedEventAttributes().getWorkflowType();
      new ReplayCheck(events, definition(type.getName()), handle.id()).replay();
      runId = nextRun(events.getLast());
    }
    assertThat(runId).isEmpty();
  }

  /// The workflow's own definition, or the dynamic one.
  private WorkflowDefinition definition(String type) {
    return definitions.stream()
        .filter(definition -> !definition.isDynamic() && definition.name().equals(type))
        .findFirst()
        .or(() -> definitions.stream().filter(WorkflowDefinition::isDynamic).findFirst())
        .orElseThrow();
  }

  private static String firstRun(WorkflowHandle<?, ?> handle) {
    return handle.describe().raw().getWorkflowExecutionInfo().getFirstRunId();
  }

  private static String nextRun(HistoryEvent last) {
    return last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId();
  }
}
