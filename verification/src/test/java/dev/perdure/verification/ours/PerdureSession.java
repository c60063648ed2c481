package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.verification.peer.ServerUnderTest;
import dev.perdure.worker.Worker;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One test's client and worker of our SDK, on a task queue of its own.
///
/// Closing it replays every history that the test made, task by task.
final class PerdureSession {
  private final Map<String, WorkflowDefinition> definitions;
  private final Client client;
  private final Worker worker;
  private final List<WorkflowHandle<?, ?>> toReplay = new ArrayList<>();
  private final String taskQueue = "queue-" + UUID.randomUUID();

  PerdureSession(ServerUnderTest server, boolean sticky, Object activities, Class<?>... workflows) {
    this.definitions =
        Stream.of(workflows)
            .map(WorkflowDefinition::of)
            .collect(Collectors.toMap(WorkflowDefinition::name, Function.identity()));
    this.client = Client.connect(server.address());
    var builder = Worker.builder(client, taskQueue).workflows(workflows).activities(activities);
    this.worker = (sticky ? builder : builder.maxCachedWorkflows(0)).start();
  }

  Client client() {
    return client;
  }

  WorkflowOptions options() {
    return WorkflowOptions.of("workflow-" + UUID.randomUUID(), taskQueue);
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
      var events = history.events();
      var type = events.getFirst().getWorkflowExecutionStartedEventAttributes().getWorkflowType();
      new ReplayCheck(events, Objects.requireNonNull(definitions.get(type.getName()))).replay();
      runId = nextRun(events.getLast());
    }
    assertThat(runId).isEmpty();
  }

  private static String firstRun(WorkflowHandle<?, ?> handle) {
    return handle.describe().raw().getWorkflowExecutionInfo().getFirstRunId();
  }

  private static String nextRun(HistoryEvent last) {
    return last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId();
  }
}
