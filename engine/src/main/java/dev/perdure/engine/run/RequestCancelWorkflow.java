package dev.perdure.engine.run;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.WorkflowExecutionCancelRequestedEventAttributes;

/// A client asks a workflow to cancel itself. Asking twice, or too late, does no harm.
public final class RequestCancelWorkflow {
  private RequestCancelWorkflow() {}

  public static Outcome<Done> decide(Draft draft, Request.RequestCancel cancel) {
    var request = cancel.request();
    var runId = request.getWorkflowExecution().getRunId();
    var run = draft.state().run(runId);
    var missing = TerminateWorkflow.missing(draft, run, runId, request.getFirstExecutionRunId());
    if (run == null || missing != null) {
      return Decision.reject(missing == null ? Rejection.alreadyCompleted() : missing);
    }
    if (!run.isOpen() || run.cancelRequested()) {
      return Decision.accept(Done.DONE);
    }
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
            .addAllLinks(request.getLinksList())
            .setWorkflowExecutionCancelRequestedEventAttributes(
                WorkflowExecutionCancelRequestedEventAttributes.newBuilder()
                    .setCause(request.getReason())
                    .setIdentity(request.getIdentity())));
    draft.wake();
    return Decision.accept(Done.DONE);
  }
}
