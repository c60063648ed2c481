package dev.perdure.engine.child;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.message.Settle;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.Parent;
import dev.perdure.engine.run.CloseRun;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.WorkflowExecutionCancelRequestedEventAttributes;

/// A child hears that the run that started it has closed, and follows it by its policy.
public final class FollowParent {
  private FollowParent() {}

  public static void decide(Draft draft, Message.ParentClosed message) {
    if (!message.owedId().isEmpty()) {
      draft.effect(new Effect.Tell(message.parent().key(), new Message.Settled(message.owedId())));
    }
    var run = draft.state().current();
    if (run == null) {
      return;
    }
    if (run.isOpen() && isChild(run, message)) {
      switch (message.policy()) {
        case PARENT_CLOSE_POLICY_TERMINATE ->
            CloseRun.terminate(
                draft, run, "by parent close policy", null, WorkflowTasks.SERVER_IDENTITY);
        case PARENT_CLOSE_POLICY_REQUEST_CANCEL -> requestCancel(draft, run, message.parent());
        default -> {}
      }
    }
    // There is nobody any more who must know that it was started.
    for (var owed : run.owed()) {
      if (owed instanceof Owed.ChildStarted started && started.parent().equals(message.parent())) {
        Settle.decide(draft, owed.id());
        break;
      }
    }
  }

  /// Whether the run, or the first one of its chain, is the one that the parent had started.
  private static boolean isChild(RunState run, Message.ParentClosed message) {
    return run.started().hasParentWorkflowExecution()
        && run.started().getParentWorkflowNamespace().equals(message.parent().namespace())
        && Parent.of(run.started()).execution().equals(message.parent().execution())
        && (message.firstRunId().isEmpty()
            || message.firstRunId().equals(run.started().getFirstExecutionRunId()));
  }

  private static void requestCancel(Draft draft, RunState run, Parent parent) {
    if (run.cancelRequested()) {
      return;
    }
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
            .setWorkflowExecutionCancelRequestedEventAttributes(
                WorkflowExecutionCancelRequestedEventAttributes.newBuilder()
                    .setExternalWorkflowExecution(parent.execution())
                    .setIdentity(WorkflowTasks.SERVER_IDENTITY)));
    draft.wake();
  }
}
