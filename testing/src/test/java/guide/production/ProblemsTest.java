package guide.production;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowExecution;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.failure.Failure;
import dev.perdure.testing.WorkflowEnvironment;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  @Test
  void what_does_not_get_on_is_found() {
    try (var env = WorkflowEnvironment.startLocal()) {
      Client client = env.client();
      client.startWorkflow(Parcel::run, "42", WorkflowOptions.of("parcel-42", "parcels"));
      for (int i = 0; i < 5; i++) {
        failTask(client, "parcels", "there is no address");
      }
      var reasons = new ArrayList<String>();

      for (WorkflowExecution run : client.listWorkflows("TemporalReportedProblems IS NOT NULL")) {
        Failure reason = client.getWorkflowHandle(run.id()).describe().workflowTaskFailure();
        reasons.add(run.id() + ": " + reason);
      }

      assertEquals(1, reasons.size());
      assertTrue(reasons.getFirst().startsWith("parcel-42: "));
      assertTrue(reasons.getFirst().contains("there is no address"));
    }
  }

  /// What a worker does whose code is broken, in no time.
  private static void failTask(Client client, String taskQueue, String message) {
    var task =
        client.call(
            WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod(),
            PollWorkflowTaskQueueRequest.newBuilder()
                .setNamespace(client.namespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(taskQueue))
                .build());
    var _ =
        client.call(
            WorkflowServiceGrpc.getRespondWorkflowTaskFailedMethod(),
            RespondWorkflowTaskFailedRequest.newBuilder()
                .setNamespace(client.namespace())
                .setTaskToken(task.getTaskToken())
                .setCause(
                    WorkflowTaskFailedCause
                        .WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE)
                .setFailure(
                    client.dataConverter().encodeFailure(new IllegalStateException(message)))
                .build());
  }
}
