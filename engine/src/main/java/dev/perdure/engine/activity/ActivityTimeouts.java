package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import java.util.ArrayList;

/// Activities whose time is up, and attempts whose time has come.
public final class ActivityTimeouts {
  private ActivityTimeouts() {}

  public static void apply(Draft draft, RunState run) {
    for (var activity : new ArrayList<>(run.activities())) {
      var deadline = activity.deadline();
      if (deadline != null && !deadline.due().isAfter(draft.now())) {
        timeOut(draft, run, activity, deadline.type());
      } else if (activity.isWaiting()
          && !activity.scheduledTime().isAfter(draft.now())
          && !run.unstored().isOffered(activity)) {
        draft.offer(activity.scheduledEventId());
      }
    }
  }

  /// Ends the attempts of workers that ran in the server's process before it stopped.
  ///
  /// @param epoch the server's boot now
  public static void loseAttempts(Draft draft, RunState run, long epoch) {
    for (var activity : new ArrayList<>(run.activities())) {
      if (activity.isStarted() && activity.epoch() != 0 && activity.epoch() != epoch) {
        timeOut(draft, run, activity, TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE);
      }
    }
  }

  private static void timeOut(
      Draft draft, RunState run, PendingActivity activity, TimeoutType type) {
    var failure = Failures.timeout(message(type), type, null, null);
    var retryState = FailActivity.retry(draft, run, activity, failure);
    if (retryState == RetryState.RETRY_STATE_IN_PROGRESS) {
      return;
    }
    boolean isAttempt =
        type == TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE
            || type == TimeoutType.TIMEOUT_TYPE_HEARTBEAT;
    boolean isOutOfTime = isAttempt && retryState == RetryState.RETRY_STATE_TIMEOUT;
    ActivityEnd.timedOut(
        draft,
        run,
        activity,
        Failures.timeout(
            isOutOfTime
                ? "Not enough time to schedule next retry before activity ScheduleToClose timeout,"
                    + " giving up retrying"
                : message(type),
            isOutOfTime ? TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE : type,
            activity.heartbeatDetails(),
            activity.lastFailure()),
        retryState);
  }

  private static String message(TimeoutType type) {
    return switch (type) {
      case TIMEOUT_TYPE_SCHEDULE_TO_START -> "activity ScheduleToStart timeout";
      case TIMEOUT_TYPE_SCHEDULE_TO_CLOSE -> "activity ScheduleToClose timeout";
      case TIMEOUT_TYPE_HEARTBEAT -> "activity Heartbeat timeout";
      default -> "activity StartToClose timeout";
    };
  }
}
