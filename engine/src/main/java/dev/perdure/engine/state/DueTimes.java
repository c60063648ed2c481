package dev.perdure.engine.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When an open run needs attention next.
final class DueTimes {
  private DueTimes() {}

  static @Nullable Instant next(RunState run) {
    var next = Times.earlier(run.runExpiration, run.executionExpiration);
    next = Times.earlier(next, run.backoffUntil);
    if (run.workflowTask != null) {
      next = Times.earlier(next, run.workflowTask.due());
    }
    for (var activity : run.activities.values()) {
      var deadline = activity.deadline();
      if (deadline != null) {
        next = Times.earlier(next, deadline.due());
      }
      if (!activity.isStarted() && !run.unstored.isOffered(activity)) {
        next = Times.earlier(next, activity.scheduledTime());
      }
    }
    for (var timer : run.timers.values()) {
      next = Times.earlier(next, timer.due());
    }
    return next;
  }
}
