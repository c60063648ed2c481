package dev.perdure.engine.timer;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.state.Times;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.TimerStartedEventAttributes;
import org.jspecify.annotations.Nullable;

/// The command to start a timer.
public final class StartTimer {
  private StartTimer() {}

  public static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    var attributes = command.getStartTimerCommandAttributes();
    var id = attributes.getTimerId();
    if (id.isEmpty()) {
      return bad("TimerId is not set on StartTimerCommand.");
    }
    var limits = scope.draft().limits();
    if (limits.isTooLong(id)) {
      return bad(
          "TimerId on StartTimerCommand exceeds length limit. TimerId=%s Length=%d Limit=%d"
              .formatted(id, EngineLimits.length(id), limits.idLength()));
    }
    if (Times.duration(attributes.getStartToFireTimeout()).isNegative()) {
      return bad(
          "An invalid StartToFireTimeout is set on StartTimerCommand: negative duration. TimerId="
              + id);
    }
    if (scope.run().timer(id) != null) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_START_TIMER_DUPLICATE_ID,
          "a timer with this id is pending, TimerID: " + id);
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_TIMER_STARTED, command)
            .setTimerStartedEventAttributes(
                TimerStartedEventAttributes.newBuilder()
                    .setTimerId(id)
                    .setStartToFireTimeout(attributes.getStartToFireTimeout())
                    .setWorkflowTaskCompletedEventId(scope.completedEventId())));
    return null;
  }

  private static CommandFailure bad(String message) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_START_TIMER_ATTRIBUTES, message);
  }
}
