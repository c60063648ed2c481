package dev.perdure.engine.run;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.ScheduledBy;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.WorkflowExecutionCancelRequestedEventAttributes;
import org.jspecify.annotations.Nullable;

/// A schedule starts a workflow, or ends it because another action wants its place. Each may be
/// said more than once, and late.
public final class ScheduledRun {
  private ScheduledRun() {}

  public static void start(Draft draft, Message.StartScheduled message) {
    var by = message.by();
    var current = draft.state().current();
    var known = current == null ? null : knownStart(draft, current, by);
    if (known != null) {
      tell(draft, known);
      return;
    }
    if (current != null && !current.isOpen() && !current.runId().equals(message.after())) {
      tell(draft, new Message.ScheduledStillWanted(by, current.runId()));
      return;
    }
    switch (StartWorkflow.decide(draft, new Request.Start(message.request(), false))) {
      case Decision.Accepted<StartReply>(var reply) -> {
        draft.note(new Note.Scheduled(reply.runId(), by));
        tell(draft, new Message.ScheduledStarted(by, reply.runId(), draft.now()));
      }
      case Decision.Rejected<StartReply> _ -> tell(draft, new Message.ScheduledNotStarted(by));
    }
  }

  /// The answer to a start that was heard before, null if it was not.
  private static Message.@Nullable ToSchedule knownStart(
      Draft draft, RunState current, ScheduledBy by) {
    for (var owed : current.owed()) {
      if (owed instanceof Owed.ScheduledClosed closed && closed.by().equals(by)) {
        return new Message.ScheduledStarted(by, closed.firstRunId(), draft.now());
      }
    }
    var last = current.scheduledBy();
    if (last == null
        || !last.incarnation().equals(by.incarnation())
        || last.number() < by.number()) {
      return null;
    }
    return last.number() == by.number()
        ? new Message.ScheduledStarted(
            by, current.started().getFirstExecutionRunId(), current.startTime())
        : new Message.ScheduledNotStarted(by); // A later action was here before.
  }

  public static void stop(Draft draft, Message.StopScheduled message) {
    var run = draft.state().current();
    if (run != null
        && run.isOpen()
        && run.started().getFirstExecutionRunId().equals(message.firstRunId())) {
      if (message.terminate()) {
        CloseRun.terminate(
            draft, run, "terminated by schedule overlap policy", null, message.identity());
      } else if (!run.cancelRequested()) {
        requestCancel(draft, run, message.identity());
      }
    }
    tell(draft, new Message.ScheduledStopped(message.by(), message.terminate()));
  }

  private static void requestCancel(Draft draft, RunState run, String identity) {
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
            .setWorkflowExecutionCancelRequestedEventAttributes(
                WorkflowExecutionCancelRequestedEventAttributes.newBuilder()
                    .setCause("cancelled by schedule overlap policy")
                    .setIdentity(identity)));
    draft.wake();
  }

  private static void tell(Draft draft, Message.ToSchedule message) {
    draft.effect(
        new Effect.Tell(
            EntityKey.schedule(draft.state().key().namespace(), message.by().scheduleId()),
            message));
  }
}
