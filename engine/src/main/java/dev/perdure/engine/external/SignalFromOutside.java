package dev.perdure.engine.external;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.signal.SignalWorkflow;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.enums.v1.SignalExternalWorkflowExecutionFailedCause;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import org.jspecify.annotations.Nullable;

/// A signal that another workflow has sent comes in.
public final class SignalFromOutside {
  private SignalFromOutside() {}

  /// Rejected only when the workflow cannot take it just now: then it comes again.
  public static Outcome<Done> decide(Draft draft, Message.SignalExternal message) {
    var initiated = message.initiated();
    var run = draft.state().run(initiated.getWorkflowExecution().getRunId());
    var current = draft.state().current();
    if (current != null
        && SignalWorkflow.isRepeat(run == null ? current : run, message.requestId())) {
      answer(draft, message, null);
      return Decision.accept(Done.DONE);
    }
    if (run == null
        || !run.isOpen()
        || !PendingExternals.mayReach(run, message.sender(), initiated.getChildWorkflowOnly())) {
      answer(
          draft,
          message,
          SignalExternalWorkflowExecutionFailedCause
              .SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND);
      return Decision.accept(Done.DONE);
    }
    var rejection = SignalWorkflow.rejection(draft, run, initiated.getInput().getSerializedSize());
    if (rejection != null && rejection.code() == Rejection.Code.RESOURCE_EXHAUSTED) {
      return Decision.reject(rejection);
    }
    if (rejection != null) {
      answer(
          draft,
          message,
          SignalExternalWorkflowExecutionFailedCause
              .SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED);
      return Decision.accept(Done.DONE);
    }
    signal(draft, run, message);
    answer(draft, message, null);
    return Decision.accept(Done.DONE);
  }

  private static void signal(Draft draft, RunState run, Message.SignalExternal message) {
    var initiated = message.initiated();
    var attributes =
        WorkflowExecutionSignaledEventAttributes.newBuilder()
            .setSignalName(initiated.getSignalName())
            .setIdentity(WorkflowTasks.SERVER_IDENTITY)
            .setExternalWorkflowExecution(message.sender())
            .setRequestId(message.requestId());
    if (initiated.hasInput()) {
      attributes.setInput(initiated.getInput());
    }
    if (initiated.hasHeader()) {
      attributes.setHeader(initiated.getHeader());
    }
    draft.buffer(run, SignalWorkflow.event(attributes));
    draft.wake();
  }

  private static void answer(
      Draft draft,
      Message.SignalExternal message,
      @Nullable SignalExternalWorkflowExecutionFailedCause cause) {
    draft.effect(
        new Effect.Tell(
            EntityKey.workflow(draft.state().key().namespace(), message.sender().getWorkflowId()),
            new Message.SignalAnswered(
                message.sender().getRunId(), message.initiatedEventId(), cause)));
  }
}
