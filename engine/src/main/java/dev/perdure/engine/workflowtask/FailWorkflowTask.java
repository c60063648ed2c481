package dev.perdure.engine.workflowtask;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.run.CloseRun;
import dev.perdure.engine.state.TaskProblem;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;

/// A worker says that it could not complete a workflow task.
public final class FailWorkflowTask {
  private FailWorkflowTask() {}

  public static Outcome<Done> decide(Draft draft, Request.FailWorkflowTask failed) {
    var run = draft.state().run(failed.token().runId());
    if (run == null || CompleteWorkflowTask.running(run, failed.token()) == null) {
      return Decision.reject(ClaimWorkflowTask.notFound());
    }
    var cause = failed.request().getCause();
    if (cause == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_GRPC_MESSAGE_TOO_LARGE) {
      // The worker's answer will not get smaller by trying again.
      CloseRun.terminate(
          draft, run, TaskProblem.causeName(cause), null, WorkflowTasks.SERVER_IDENTITY);
    } else {
      WorkflowTasks.fail(draft, run, attributes(draft, failed));
      draft.wake();
    }
    return Decision.accept(Done.DONE);
  }

  @SuppressWarnings("deprecation") // Older SDKs send only the deprecated fields.
  private static WorkflowTaskFailedEventAttributes.Builder attributes(
      Draft draft, Request.FailWorkflowTask failed) {
    var request = failed.request();
    var attributes =
        WorkflowTaskFailedEventAttributes.newBuilder()
            .setCauseValue(request.getCauseValue())
            .setIdentity(request.getIdentity())
            .setBinaryChecksum(request.getBinaryChecksum());
    if (request.hasFailure()) {
      attributes.setFailure(
          request.getFailure().getSerializedSize() > draft.limits().blobBytes()
              ? WorkflowTasks.serverFailure("Failure exceeds size limit.")
              : request.getFailure());
    }
    if (request.hasWorkerVersion()) {
      attributes.setWorkerVersion(request.getWorkerVersion());
    }
    return attributes;
  }
}
