package dev.perdure.engine.child;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.message.Settle;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.Parent;
import dev.perdure.engine.state.PendingChild;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.history.v1.ChildWorkflowExecutionStartedEventAttributes;
import io.temporal.api.history.v1.StartChildWorkflowExecutionFailedEventAttributes;
import org.jspecify.annotations.Nullable;

/// A parent hears of its child: it was started, could not be, has ended. What comes twice, or too
/// late, is answered and changes nothing.
public final class ChildMessages {
  private ChildMessages() {}

  /// The child waits for the answer with its first workflow task.
  public static void started(Draft draft, Message.ChildStarted message) {
    var childKey = EntityKey.workflow(message.parent().namespace(), message.childId());
    var run = openRun(draft, message.parent());
    if (run == null) {
      Settle.decide(draft, Owed.ChildStart.id(message.parent()));
      draft.effect(new Effect.Tell(childKey, leaveTo(message, message.policy())));
      return;
    }
    var child = run.child(message.parent().initiatedEventId());
    if (child != null && !child.isStarted() && child.workflowId().equals(message.childId())) {
      recordStarted(draft, run, child, message.firstRunId());
    }
    // A late repetition of the start may have begun one too many.
    draft.effect(
        new Effect.Tell(
            childKey,
            isKnown(run, child, message)
                ? new Message.Settled(message.owedId())
                : leaveTo(message, ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE)));
  }

  private static Message leaveTo(Message.ChildStarted message, ParentClosePolicy policy) {
    return new Message.ParentClosed(message.parent(), message.firstRunId(), policy, "");
  }

  private static boolean isKnown(
      RunState run, @Nullable PendingChild child, Message.ChildStarted message) {
    if (child != null) {
      return child.workflowId().equals(message.childId())
          && (!child.isStarted() || child.runId().equals(message.firstRunId()));
    }
    for (var event : run.events()) {
      var started = event.event().getChildWorkflowExecutionStartedEventAttributes();
      if (started.getInitiatedEventId() == message.parent().initiatedEventId()) {
        return started.getWorkflowExecution().getRunId().equals(message.firstRunId());
      }
    }
    for (var event : run.buffer()) {
      var started = event.getChildWorkflowExecutionStartedEventAttributes();
      if (started.getInitiatedEventId() == message.parent().initiatedEventId()) {
        return started.getWorkflowExecution().getRunId().equals(message.firstRunId());
      }
    }
    return false;
  }

  /// The child's id is taken.
  @SuppressWarnings("deprecation") // Readers of histories look for the deprecated field.
  public static void notStarted(Draft draft, Message.ChildNotStarted message) {
    var run = openRun(draft, message.parent());
    if (run == null) {
      Settle.decide(draft, Owed.ChildStart.id(message.parent()));
      return;
    }
    var child = run.child(message.parent().initiatedEventId());
    if (child == null || child.isStarted()) {
      return;
    }
    var initiated = child.initiated();
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED)
            .setStartChildWorkflowExecutionFailedEventAttributes(
                StartChildWorkflowExecutionFailedEventAttributes.newBuilder()
                    .setNamespace(initiated.getNamespace())
                    .setWorkflowId(initiated.getWorkflowId())
                    .setWorkflowType(initiated.getWorkflowType())
                    .setCause(message.cause())
                    .setControl(initiated.getControl())
                    .setInitiatedEventId(child.initiatedEventId())));
    draft.wake();
  }

  /// The child's last run has closed.
  public static void closed(Draft draft, Message.ChildClosed message) {
    draft.effect(
        new Effect.Tell(
            EntityKey.workflow(message.parent().namespace(), message.child().getWorkflowId()),
            new Message.Settled(message.owedId())));
    var run = openRun(draft, message.parent());
    var child = run == null ? null : run.child(message.parent().initiatedEventId());
    if (run == null
        || child == null
        || !child.workflowId().equals(message.child().getWorkflowId())
        || (child.isStarted() && !child.runId().equals(message.firstRunId()))) {
      return;
    }
    if (!child.isStarted()) {
      recordStarted(draft, run, child, message.firstRunId());
    }
    draft.buffer(run, ChildEvents.closed(child, message));
    draft.wake();
  }

  private static void recordStarted(
      Draft draft, RunState run, PendingChild child, String firstRunId) {
    var initiated = child.initiated();
    var attributes =
        ChildWorkflowExecutionStartedEventAttributes.newBuilder()
            .setNamespace(initiated.getNamespace())
            .setInitiatedEventId(child.initiatedEventId())
            .setWorkflowExecution(
                WorkflowExecution.newBuilder()
                    .setWorkflowId(initiated.getWorkflowId())
                    .setRunId(firstRunId))
            .setWorkflowType(initiated.getWorkflowType());
    if (initiated.hasHeader()) {
      attributes.setHeader(initiated.getHeader());
    }
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED)
            .setChildWorkflowExecutionStartedEventAttributes(attributes));
    draft.wake();
  }

  /// The run that asked for the child, or one that a reset made from it, if it is open.
  private static @Nullable RunState openRun(Draft draft, Parent parent) {
    var run = draft.state().current();
    return run != null && run.isOpen() && run.continuesAfterReset(parent.runId()) ? run : null;
  }
}
