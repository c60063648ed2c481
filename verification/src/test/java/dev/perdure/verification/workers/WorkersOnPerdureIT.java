package dev.perdure.verification.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;
import dev.perdure.worker.Worker;
import io.temporal.api.enums.v1.WorkerStatus;
import io.temporal.api.worker.v1.WorkerListInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkerRequest;
import io.temporal.api.workflowservice.v1.ListWorkersRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WorkersOnPerdureIT extends WorkerSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  private WorkflowServiceGrpc.WorkflowServiceBlockingStub stub() {
    return WorkflowServiceGrpc.newBlockingStub(client().channel())
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private List<WorkerListInfo> listed(String taskQueue) {
    return stub()
        .listWorkers(
            ListWorkersRequest.newBuilder()
                .setNamespace("default")
                .setQuery("TaskQueue = '%s'".formatted(taskQueue))
                .build())
        .getWorkersList();
  }

  @Test
  void a_worker_is_in_the_list_of_workers_while_it_runs() {
    Worker worker = builder().start();
    try {
      List<WorkerListInfo> found = List.of();
      while (found.isEmpty()) { // its first heartbeat is on its way
        found = listed(worker.taskQueue());
      }

      var described =
          stub()
              .describeWorker(
                  DescribeWorkerRequest.newBuilder()
                      .setNamespace("default")
                      .setWorkerInstanceKey(found.getFirst().getWorkerInstanceKey())
                      .build())
              .getWorkerInfo()
              .getWorkerHeartbeat();
      assertThat(described.getStatus()).isEqualTo(WorkerStatus.WORKER_STATUS_RUNNING);
      assertThat(described.getWorkerIdentity()).isEqualTo("worker");
      assertThat(described.getWorkflowTaskSlotsInfo().getCurrentAvailableSlots()).isEqualTo(100);
      assertThat(described.getWorkflowPollerInfo().getCurrentPollers()).isEqualTo(4);
      assertThat(described.getWorkflowStickyPollerInfo().getCurrentPollers()).isEqualTo(16);

    } finally {
      worker.close();
    }
    assertThat(listed(worker.taskQueue())).isEmpty();
  }
}
