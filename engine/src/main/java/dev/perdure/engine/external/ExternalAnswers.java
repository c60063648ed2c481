package dev.perdure.engine.external;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.state.PendingExternal;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ExternalWorkflowExecutionCancelRequestedEventAttributes;
import io.temporal.api.history.v1.ExternalWorkflowExecutionSignaledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.RequestCancelExternalWorkflowExecutionFailedEventAttributes;
import io.temporal.api.history.v1.SignalExternalWorkflowExecutionFailedEventAttributes;
import org.jspecify.annotations.Nullable;

/// A workflow hears what became of its signal or cancel request to another one. What comes twice,
/// or when its run has closed, changes nothing.
public final class ExternalAnswers {
  private ExternalAnswers() {}

  @SuppressWarnings("deprecation") // Readers of histories look for the deprecated field.
  public static void signal(Draft draft, Message.SignalAnswered answer) {
    var run = pendingIn(draft, answer.runId(), answer.initiatedEventId(), true);
    if (run == null) {
      return;
    }
    var initiated =
        run.event(answer.initiatedEventId())
            .getSignalExternalWorkflowExecutionInitiatedEventAttributes();
    HistoryEvent.Builder event;
    if (answer.cause() == null) {
      event =
          Draft.event(EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED)
              .setExternalWorkflowExecutionSignaledEventAttributes(
                  ExternalWorkflowExecutionSignaledEventAttributes.newBuilder()
                      .setInitiatedEventId(answer.initiatedEventId())
                      .setNamespace(run.namespace())
                      .setWorkflowExecution(initiated.getWorkflowExecution())
                      .setControl(initiated.getControl()));
    } else {
      event =
          Draft.event(EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED)
              .setSignalExternalWorkflowExecutionFailedEventAttributes(
                  SignalExternalWorkflowExecutionFailedEventAttributes.newBuilder()
                      .setCause(answer.cause())
                      .setNamespace(run.namespace())
                      .setWorkflowExecution(initiated.getWorkflowExecution())
                      .setInitiatedEventId(answer.initiatedEventId())
                      .setControl(initiated.getControl()));
    }
    draft.buffer(run, event);
    draft.wake();
  }

  public static void cancel(Draft draft, Message.CancelAnswered answer) {
    var run = pendingIn(draft, answer.runId(), answer.initiatedEventId(), false);
    if (run == null) {
      return;
    }
    var initiated =
        run.event(answer.initiatedEventId())
            .getRequestCancelExternalWorkflowExecutionInitiatedEventAttributes();
    HistoryEvent.Builder event;
    if (answer.cause() == null) {
      event =
          Draft.event(EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
              .setExternalWorkflowExecutionCancelRequestedEventAttributes(
                  ExternalWorkflowExecutionCancelRequestedEventAttributes.newBuilder()
                      .setInitiatedEventId(answer.initiatedEventId())
                      .setNamespace(run.namespace())
                      .setWorkflowExecution(initiated.getWorkflowExecution()));
    } else {
      event =
          Draft.event(EventType.EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED)
              .setRequestCancelExternalWorkflowExecutionFailedEventAttributes(
                  RequestCancelExternalWorkflowExecutionFailedEventAttributes.newBuilder()
                      .setCause(answer.cause())
                      .setNamespace(run.namespace())
                      .setWorkflowExecution(initiated.getWorkflowExecution())
                      .setInitiatedEventId(answer.initiatedEventId()));
    }
    draft.buffer(run, event);
    draft.wake();
  }

  private static @Nullable RunState pendingIn(
      Draft draft, String runId, long initiatedEventId, boolean isSignal) {
    var run = draft.state().run(runId);
    if (run == null || !run.isOpen()) {
      return null;
    }
    PendingExternal pending = run.external(initiatedEventId);
    return pending != null && pending.isSignal() == isSignal ? run : null;
  }
}
