package dev.perdure.benchmarks;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.History;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;

/// Replays a history of the official SDK's own making with its own replayer, whose worker is made
/// once.
final class OfficialReplay implements AutoCloseable {
  private final WorkflowExecutionHistory history;
  private final TestWorkflowEnvironment environment;
  private final Worker worker;

  OfficialReplay(int activities) {
    history = new WorkflowExecutionHistory(history(activities));
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder().setUsingVirtualWorkflowThreads(true).build())
                .build());
    worker = environment.newWorker("replay");
    worker.registerWorkflowImplementationTypes(OfficialPeer.ChainWorkflow.class);
  }

  int events() {
    return history.getEvents().size();
  }

  void replay() {
    try {
      WorkflowReplayer.replayWorkflowExecution(history, worker);
    } catch (Exception e) {
      throw new IllegalStateException("the official replayer failed", e);
    }
  }

  private static History history(int activities) {
    try (var server = PerdureServer.inMemory(ServerOptions.defaults().withPort(0));
        var peer = new OfficialPeer("127.0.0.1:" + server.address().orElseThrow().getPort())) {
      peer.chain("chain", activities);
      var service = WorkflowServiceGrpc.newBlockingStub(server.channel());
      var request =
          GetWorkflowExecutionHistoryRequest.newBuilder()
              .setNamespace("default")
              .setExecution(WorkflowExecution.newBuilder().setWorkflowId("chain"));
      var history = History.newBuilder();
      do {
        var page = service.getWorkflowExecutionHistory(request.build());
        history.addAllEvents(page.getHistory().getEventsList());
        request.setNextPageToken(page.getNextPageToken());
      } while (!request.getNextPageToken().isEmpty());
      return history.build();
    }
  }

  @Override
  public void close() {
    environment.close();
  }
}
