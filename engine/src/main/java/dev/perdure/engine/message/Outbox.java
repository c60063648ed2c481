package dev.perdure.engine.message;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.Parent;
import dev.perdure.engine.state.PendingChild;
import dev.perdure.engine.state.PendingExternal;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CancelExternalWorkflowExecutionFailedCause;
import io.temporal.api.enums.v1.SignalExternalWorkflowExecutionFailedCause;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What a workflow id has to tell others, found in its state: children that were asked for, signals
/// and cancel requests without an answer, and what is owed about runs that may have closed.
public final class Outbox {
  private Outbox() {}

  /// Tells what is not being told already.
  public static void tell(Draft draft, RunState run) {
    for (var owed : run.owed()) {
      if (isDue(owed, draft.now()) && run.unstored().setTold(owed.id())) {
        draft.effect(telling(run, owed));
      }
    }
    if (!run.isOpen()) {
      return;
    }
    for (var child : run.children()) {
      if (!child.isStarted() && run.unstored().setTold("child " + child.initiatedEventId())) {
        draft.effect(telling(run, child));
      }
    }
    for (var external : run.externals()) {
      if (run.unstored().setTold("external " + external.initiatedEventId())) {
        draft.effect(telling(run, external));
      }
    }
  }

  /// Everything that must be told in this state.
  public static void redrive(RunState run, Instant now, List<Effect> effects) {
    for (var owed : run.owed()) {
      if (isDue(owed, now)) {
        run.unstored().setTold(owed.id());
        effects.add(telling(run, owed));
      }
    }
    if (!run.isOpen()) {
      return;
    }
    for (var child : run.children()) {
      if (!child.isStarted()) {
        run.unstored().setTold("child " + child.initiatedEventId());
        effects.add(telling(run, child));
      }
    }
    for (var external : run.externals()) {
      run.unstored().setTold("external " + external.initiatedEventId());
      effects.add(telling(run, external));
    }
  }

  /// A child's id asks whether the child is still to be started.
  static void startAgain(Draft draft, Message.ChildStillWanted message) {
    var run = draft.state().current();
    var parent = message.parent();
    if (run == null) {
      return;
    }
    var child =
        run.isOpen() && run.runId().equals(parent.runId())
            ? run.child(parent.initiatedEventId())
            : null;
    if (child != null && !child.isStarted()) {
      tellAgain(draft, message, start(run, child));
    } else if (run.owed(Owed.ChildStart.id(parent)) instanceof Owed.ChildStart owed) {
      tellAgain(draft, message, start(owed));
    }
  }

  private static void tellAgain(
      Draft draft, Message.ChildStillWanted message, Message.StartChild start) {
    draft.effect(
        new Effect.Tell(
            EntityKey.workflow(message.parent().namespace(), message.childId()),
            start.again(message.after())));
  }

  /// Names a request that an event asks for, always by the same id.
  public static String requestId(String runId, long initiatedEventId) {
    return UUID.nameUUIDFromBytes((runId + " " + initiatedEventId).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  /// Somebody outside who could not be told is told again after a while.
  private static boolean isDue(Owed owed, Instant now) {
    return !(owed instanceof Owed.Callback(_, var callback)) || !callback.isBackingOff(now);
  }

  private static Effect telling(RunState run, Owed owed) {
    return switch (owed) {
      case Owed.Callback o -> new Effect.Call(o.id(), o.endedRunId(), o.callback());
      case Owed.ChildStarted o ->
          new Effect.Tell(
              o.parent().key(),
              new Message.ChildStarted(
                  o.parent(), run.workflowId(), o.firstRunId(), o.policy(), o.id()));
      case Owed.ChildClosed o ->
          new Effect.Tell(
              o.parent().key(),
              new Message.ChildClosed(
                  o.parent(),
                  run.execution().toBuilder().setRunId(o.runId()).build(),
                  o.workflowType(),
                  o.firstRunId(),
                  o.closing(),
                  o.id()));
      case Owed.ScheduledClosed o ->
          new Effect.Tell(
              EntityKey.schedule(run.namespace(), o.by().scheduleId()),
              new Message.ScheduledClosed(
                  o.by(),
                  WorkflowExecution.newBuilder()
                      .setWorkflowId(run.workflowId())
                      .setRunId(o.firstRunId())
                      .build(),
                  o.closing(),
                  o.id()));
      case Owed.ParentClosed o ->
          new Effect.Tell(
              EntityKey.workflow(run.namespace(), o.childId()),
              new Message.ParentClosed(o.parent(), o.firstRunId(), o.policy(), o.id()));
      case Owed.ChildSought o ->
          new Effect.Tell(
              EntityKey.workflow(run.namespace(), o.childId()),
              new Message.SeekChild(o.parent(), o.firstRunId(), o.id()));
      case Owed.ChildStart o ->
          new Effect.Tell(
              EntityKey.workflow(
                  run.namespace(),
                  o.initiated()
                      .getStartChildWorkflowExecutionInitiatedEventAttributes()
                      .getWorkflowId()),
              start(o));
    };
  }

  private static Message.StartChild start(Owed.ChildStart owed) {
    return new Message.StartChild(
        owed.parent(), owed.initiated(), owed.root(), owed.priority(), List.of(), false, null);
  }

  private static Effect telling(RunState run, PendingChild child) {
    return new Effect.Tell(
        EntityKey.workflow(run.namespace(), child.workflowId()), start(run, child));
  }

  private static Message.StartChild start(RunState run, PendingChild child) {
    return new Message.StartChild(
        new Parent(run.namespace(), run.workflowId(), run.runId(), child.initiatedEventId()),
        run.event(child.initiatedEventId()),
        run.root(),
        run.started().hasPriority() ? run.started().getPriority() : null,
        run.resets().bases(),
        child.initiatedEventId() > run.resets().eventId(),
        null);
  }

  /// A workflow cannot reach itself this way: the answer comes at once, whatever run was meant.
  private static Effect telling(RunState run, PendingExternal external) {
    long id = external.initiatedEventId();
    var event = run.event(id);
    if (external.isSignal()) {
      var initiated = event.getSignalExternalWorkflowExecutionInitiatedEventAttributes();
      var target = initiated.getWorkflowExecution().getWorkflowId();
      return new Effect.Tell(
          EntityKey.workflow(run.namespace(), target),
          target.equals(run.workflowId())
              ? new Message.SignalAnswered(
                  run.runId(),
                  id,
                  SignalExternalWorkflowExecutionFailedCause
                      .SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND)
              : new Message.SignalExternal(
                  run.execution(), id, requestId(run.runId(), id), initiated));
    }
    var initiated = event.getRequestCancelExternalWorkflowExecutionInitiatedEventAttributes();
    var target = initiated.getWorkflowExecution().getWorkflowId();
    return new Effect.Tell(
        EntityKey.workflow(run.namespace(), target),
        target.equals(run.workflowId())
            ? new Message.CancelAnswered(
                run.runId(),
                id,
                CancelExternalWorkflowExecutionFailedCause
                    .CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND)
            : new Message.CancelExternal(run.execution(), id, initiated));
  }
}
