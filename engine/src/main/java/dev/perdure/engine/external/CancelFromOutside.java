package dev.perdure.engine.external;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.enums.v1.CancelExternalWorkflowExecutionFailedCause;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.WorkflowExecutionCancelRequestedEventAttributes;
import org.jspecify.annotations.Nullable;

/// Another workflow asks this one to cancel itself. Asking twice, or too late, does no harm.
public final class CancelFromOutside {
  private CancelFromOutside() {}

  public static void decide(Draft draft, Message.CancelExternal message) {
    var initiated = message.initiated();
    var run = draft.state().run(initiated.getWorkflowExecution().getRunId());
    if (run == null
        || (run.isOpen()
            && !PendingExternals.mayReach(
                run, message.sender(), initiated.getChildWorkflowOnly()))) {
      answer(
          draft,
          message,
          CancelExternalWorkflowExecutionFailedCause
              .CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND);
      return;
    }
    if (run.isOpen() && !run.cancelRequested()) {
      requestCancel(draft, run, message);
    }
    answer(draft, message, null);
  }

  private static void requestCancel(Draft draft, RunState run, Message.CancelExternal message) {
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
            .setWorkflowExecutionCancelRequestedEventAttributes(
                WorkflowExecutionCancelRequestedEventAttributes.newBuilder()
                    .setCause(message.initiated().getReason())
                    .setExternalInitiatedEventId(message.initiatedEventId())
                    .setExternalWorkflowExecution(message.sender())
                    .setIdentity(WorkflowTasks.SERVER_IDENTITY)));
    draft.wake();
  }

  private static void answer(
      Draft draft,
      Message.CancelExternal message,
      @Nullable CancelExternalWorkflowExecutionFailedCause cause) {
    draft.effect(
        new Effect.Tell(
            EntityKey.workflow(draft.state().key().namespace(), message.sender().getWorkflowId()),
            new Message.CancelAnswered(
                message.sender().getRunId(), message.initiatedEventId(), cause)));
  }
}
