package dev.perdure.engine.schedule;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.ScheduleAction;
import dev.perdure.engine.record.ScheduleAction.Stop;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.record.ScheduledBy;
import dev.perdure.engine.state.ClosingEvents;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.schedule.v1.ScheduleActionResult;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the workflows that a schedule has started tell it. Each may come more than once, late, and
/// when the schedule is another one or gone.
final class ScheduleAnswers {
  private ScheduleAnswers() {}

  static void decide(ScheduleDraft draft, Message message) {
    if (!(message instanceof Message.ToSchedule told)) {
      throw new IllegalArgumentException("not for a schedule: " + message);
    }
    if (isMeant(draft, told.by())) {
      hear(draft, told);
      Schedules.goOn(draft);
    }
    if (message instanceof Message.ScheduledClosed closed) {
      draft.effect(
          new Effect.Tell(
              EntityKey.workflow(
                  draft.state().key().namespace(), closed.execution().getWorkflowId()),
              new Message.Settled(closed.owedId())));
    }
  }

  private static boolean isMeant(ScheduleDraft draft, ScheduledBy by) {
    return !draft.state().isGone()
        && draft.state().defined().incarnation().equals(by.incarnation());
  }

  private static void hear(ScheduleDraft draft, Message.ToSchedule message) {
    long number = message.by().number();
    switch (message) {
      case Message.ScheduledStillWanted m -> startAgain(draft, number, m.after());
      case Message.ScheduledStarted m -> started(draft, number, m.firstRunId(), m.time());
      case Message.ScheduledNotStarted _ -> notStarted(draft, number);
      case Message.ScheduledStopped m -> stopped(draft, number, m.terminated());
      case Message.ScheduledClosed m -> closed(draft, number, m);
    }
  }

  private static @Nullable ScheduleAction find(ScheduleDraft draft, long number) {
    for (var action : draft.actions) {
      if (action.number() == number) {
        return action;
      }
    }
    return null;
  }

  private static void change(
      ScheduleDraft draft, long number, UnaryOperator<ScheduleAction> change) {
    draft.actions.replaceAll(action -> action.number() == number ? change.apply(action) : action);
  }

  private static void startAgain(ScheduleDraft draft, long number, String after) {
    var action = find(draft, number);
    if (action != null && action.isStarting()) {
      draft.effect(ScheduleOutbox.start(draft.state(), action, after));
    }
  }

  private static void started(ScheduleDraft draft, long number, String runId, Instant time) {
    var action = find(draft, number);
    if (action == null || !action.isStarting()) {
      return;
    }
    ScheduleOutbox.answered(draft.state(), number);
    if (action.overlapping()) {
      draft.actions.remove(action);
    } else {
      change(draft, number, one -> one.started(runId));
    }
    draft.started++;
    draft.addRecent(
        ScheduleActionResult.newBuilder()
            .setScheduleTime(Times.timestamp(action.actual()))
            .setActualTime(Times.timestamp(time))
            .setStartWorkflowResult(
                WorkflowExecution.newBuilder().setWorkflowId(action.workflowId()).setRunId(runId))
            .setStartWorkflowStatus(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING)
            .build());
  }

  /// Something else has its workflow id: the action is given up.
  private static void notStarted(ScheduleDraft draft, long number) {
    var action = find(draft, number);
    if (action != null && action.isStarting()) {
      ScheduleOutbox.answered(draft.state(), number);
      draft.actions.remove(action);
    }
  }

  private static void stopped(ScheduleDraft draft, long number, boolean terminated) {
    var from = terminated ? Stop.TERMINATES : Stop.CANCELS;
    var to = terminated ? Stop.TERMINATED : Stop.CANCELED;
    change(draft, number, action -> action.stop() == from ? action.with(to) : action);
  }

  private static void closed(ScheduleDraft draft, long number, Message.ScheduledClosed closed) {
    var runId = closed.execution().getRunId();
    var event = closed.closing();
    // Its start may not have been heard of before.
    started(draft, number, runId, Times.instant(event.getEventTime()));
    var action = find(draft, number);
    boolean isNews = noteStatus(draft, runId, ClosingEvents.status(event.getEventType()));
    if (action != null) {
      ScheduleOutbox.answered(draft.state(), number);
      draft.actions.remove(action);
      carry(draft, event);
    }
    if (action != null || isNews) {
      pauseOnFailure(draft, closed.execution().getWorkflowId(), event);
    }
  }

  /// @return whether it is shown among the recent ones, and as running until now
  private static boolean noteStatus(
      ScheduleDraft draft, String runId, WorkflowExecutionStatus status) {
    for (int i = 0; i < draft.recent.size(); i++) {
      var one = draft.recent.get(i);
      if (one.getStartWorkflowResult().getRunId().equals(runId)) {
        draft.recent.set(i, one.toBuilder().setStartWorkflowStatus(status).build());
        return one.getStartWorkflowStatus()
            == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
      }
    }
    return false;
  }

  /// The next action is given the last result, and the failure if there was one since.
  private static void carry(ScheduleDraft draft, HistoryEvent closing) {
    var completed = closing.getWorkflowExecutionCompletedEventAttributes();
    var failed = closing.getWorkflowExecutionFailedEventAttributes();
    if (completed.hasResult()) {
      draft.emit(new ScheduleRecord.Carried(completed.getResult(), null));
    } else if (failed.hasFailure()) {
      draft.emit(new ScheduleRecord.Carried(draft.state().carried().result(), failed.getFailure()));
    }
  }

  private static void pauseOnFailure(ScheduleDraft draft, String workflowId, HistoryEvent closing) {
    if (!draft.state().defined().schedule().getPolicies().getPauseOnFailure()
        || draft.control.getPaused()) {
      return;
    }
    switch (closing.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
          PatchSchedule.pause(
              draft,
              true,
              cut(
                  "paused due to workflow failure: %s: %s"
                      .formatted(
                          workflowId,
                          closing
                              .getWorkflowExecutionFailedEventAttributes()
                              .getFailure()
                              .getMessage())));
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
          PatchSchedule.pause(draft, true, cut("paused due to workflow timeout: " + workflowId));
      default -> {}
    }
  }

  /// No more than clients may write, in whole characters.
  private static String cut(String notes) {
    var bytes = ByteString.copyFromUtf8(notes);
    if (bytes.size() <= Schedules.NOTES_BYTES) {
      return notes;
    }
    int end = Schedules.NOTES_BYTES;
    while ((bytes.byteAt(end) & 0xC0) == 0x80) {
      end--;
    }
    return bytes.substring(0, end).toStringUtf8();
  }
}
