package dev.perdure.verification.official;

import dev.perdure.verification.peer.ServerUnderTest;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// One test's client and worker of the official SDK, on a task queue of its own.
///
/// Closing it replays every history that the test finished, so a history that the server wrote
/// wrongly fails the test even where the test itself did not look.
final class OfficialSession {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);

  private final WorkflowServiceStubs service;
  private final WorkflowClient client;
  private final WorkerFactory factory;
  private final Class<?>[] workflows;
  private final List<WorkflowExecution> toReplay = new ArrayList<>();
  private final String taskQueue = "queue-" + UUID.randomUUID();

  OfficialSession(
      ServerUnderTest server, boolean sticky, Object activities, Class<?>... workflows) {
    this.service =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(server.address())
                .setSystemInfoTimeout(CONNECT_LIMIT)
                .build(),
            CONNECT_LIMIT);
    this.client = WorkflowClient.newInstance(service);
    this.workflows = workflows;
    var options = WorkerFactoryOptions.newBuilder();
    if (!sticky) {
      options.setWorkflowCacheSize(0);
    }
    this.factory = WorkerFactory.newInstance(client, options.build());
    var worker = factory.newWorker(taskQueue);
    worker.registerWorkflowImplementationTypes(workflows);
    worker.registerActivitiesImplementations(activities);
    factory.start();
  }

  WorkflowClient client() {
    return client;
  }

  WorkflowServiceStubs service() {
    return service;
  }

  WorkflowOptions.Builder options() {
    return WorkflowOptions.newBuilder()
        .setWorkflowId("workflow-" + UUID.randomUUID())
        .setTaskQueue(taskQueue);
  }

  WorkflowStub start(String type, Object... arguments) {
    return start(type, options().build(), arguments);
  }

  WorkflowStub start(String type, WorkflowOptions options, Object... arguments) {
    var stub = client.newUntypedWorkflowStub(type, options);
    toReplay.add(stub.start(arguments));
    return stub;
  }

  /// Start and signal in one call; the run is replayed in the end like a started one.
  WorkflowStub signalWithStart(String type, WorkflowOptions options, String signal, Object value) {
    var stub = client.newUntypedWorkflowStub(type, options);
    var execution = stub.signalWithStart(signal, new Object[] {value}, new Object[0]);
    if (!toReplay.contains(execution)) {
      toReplay.add(execution);
    }
    return stub;
  }

  /// Has a run go on from an earlier point; the new run is replayed in the end, too.
  ///
  /// @param event the end of the workflow task that the new run does not have
  WorkflowStub reset(WorkflowStub stub, long event) {
    var execution = execution(stub);
    var runId =
        service
            .blockingStub()
            .resetWorkflowExecution(
                ResetWorkflowExecutionRequest.newBuilder()
                    .setNamespace(client.getOptions().getNamespace())
                    .setWorkflowExecution(execution)
                    .setReason("test")
                    .setRequestId(UUID.randomUUID().toString())
                    .setWorkflowTaskFinishEventId(event)
                    .build())
            .getRunId();
    toReplay.add(execution.toBuilder().setRunId(runId).build());
    return client.newUntypedWorkflowStub(
        WorkflowTargetOptions.newBuilder()
            .setWorkflowId(execution.getWorkflowId())
            .setRunId(runId)
            .build());
  }

  static WorkflowExecution execution(WorkflowStub stub) {
    return Objects.requireNonNull(stub.getExecution());
  }

  List<HistoryEvent> history(WorkflowStub stub) {
    return history(execution(stub));
  }

  List<HistoryEvent> history(WorkflowExecution execution) {
    return client.fetchHistory(execution.getWorkflowId(), execution.getRunId()).getEvents();
  }

  void close() throws Exception {
    factory.shutdownNow();
    factory.awaitTermination(10, TimeUnit.SECONDS);
    try {
      WorkflowReplayer.replayWorkflowExecutions(histories(), true, workflows);
    } finally {
      service.shutdownNow();
      service.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private List<WorkflowExecutionHistory> histories() {
    var histories = new ArrayList<WorkflowExecutionHistory>();
    for (var execution : toReplay) {
      var runId = execution.getRunId();
      while (!runId.isEmpty()) {
        var history = client.fetchHistory(execution.getWorkflowId(), runId);
        histories.add(withoutTermination(history));
        runId =
            history
                .getLastEvent()
                .getWorkflowExecutionContinuedAsNewEventAttributes()
                .getNewExecutionRunId();
      }
    }
    return histories;
  }

  /// The official replayer does not know the event of a run that was ended from outside.
  private static WorkflowExecutionHistory withoutTermination(WorkflowExecutionHistory history) {
    if (history.getLastEvent().getEventType()
        != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED) {
      return history;
    }
    var events = history.getEvents();
    return new WorkflowExecutionHistory(
        History.newBuilder().addAllEvents(events.subList(0, events.size() - 1)).build(),
        history.getWorkflowExecution().getWorkflowId());
  }
}
