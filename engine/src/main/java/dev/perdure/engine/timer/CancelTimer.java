package dev.perdure.engine.timer;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.record.Note;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.TimerCanceledEventAttributes;
import org.jspecify.annotations.Nullable;

/// The command to cancel a timer. A firing that the workflow has not seen yet is taken back.
public final class CancelTimer {
  private CancelTimer() {}

  public static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    var id = command.getCancelTimerCommandAttributes().getTimerId();
    if (id.isEmpty()) {
      return bad("TimerId is not set on CancelTimerCommand.");
    }
    var limits = scope.draft().limits();
    if (limits.isTooLong(id)) {
      return bad(
          "TimerId on CancelTimerCommand exceeds length limit. TimerId=%s Length=%d Limit=%d"
              .formatted(id, EngineLimits.length(id), limits.idLength()));
    }
    var timer = scope.run().timer(id);
    long startedEventId;
    if (timer != null) {
      startedEventId = timer.startedEventId();
    } else {
      int index = firing(scope, id);
      if (index < 0) {
        return bad("no timer with this id is pending, TimerID: " + id);
      }
      startedEventId =
          scope.run().buffer().get(index).getTimerFiredEventAttributes().getStartedEventId();
      scope.draft().note(new Note.BufferedEventDropped(scope.run().runId(), index));
      scope.recheckUnhandledEvents();
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_TIMER_CANCELED, command)
            .setTimerCanceledEventAttributes(
                TimerCanceledEventAttributes.newBuilder()
                    .setTimerId(id)
                    .setStartedEventId(startedEventId)
                    .setWorkflowTaskCompletedEventId(scope.completedEventId())
                    .setIdentity(scope.identity())));
    return null;
  }

  private static int firing(CommandScope scope, String timerId) {
    var buffer = scope.run().buffer();
    for (int i = 0; i < buffer.size(); i++) {
      var event = buffer.get(i);
      if (event.getEventType() == EventType.EVENT_TYPE_TIMER_FIRED
          && event.getTimerFiredEventAttributes().getTimerId().equals(timerId)) {
        return i;
      }
    }
    return -1;
  }

  private static CommandFailure bad(String message) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_CANCEL_TIMER_ATTRIBUTES, message);
  }
}
