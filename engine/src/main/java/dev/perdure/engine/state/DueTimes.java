package dev.perdure.engine.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When an open run needs attention next.
final class DueTimes {
  private DueTimes() {}

  static @Nullable Instant next(RunState run) {
    var next = Times.earlier(run.runExpiration, run.executionExpiration);
    next = Times.earlier(next, run.backoffUntil);
    var task = run.workflowTask();
    if (task != null) {
      next = Times.earlier(next, task.due());
    }
    for (var activity : run.activities.values()) {
      var deadline = activity.deadline();
      if (deadline != null) {
        next = Times.earlier(next, deadline.due());
      }
      if (activity.isWaiting() && !run.unstored.isOffered(activity)) {
        next = Times.earlier(next, activity.scheduledTime());
      }
    }
    for (var timer : run.timers.values()) {
      next = Times.earlier(next, timer.due());
    }
    return next;
  }

  /// When a closed run can be deleted that is to be: as soon as it owes nothing.
  static @Nullable Instant afterClose(RunState run) {
    return run.deleteRequested && run.owed.isEmpty() ? run.closeTime : null;
  }

  /// Whether an open run has something to do as soon as a server starts.
  static boolean ready(RunState run) {
    var task = run.workflowTask;
    if (task != null && (!task.isStarted() || task.epoch() != 0)) {
      return true;
    }
    for (var activity : run.activities.values()) {
      if (activity.isWaiting()
          ? !activity.scheduledTime().isAfter(activity.firstScheduledTime())
              || run.unstored.isOffered(activity)
          : activity.isStarted() && activity.epoch() != 0) {
        return true;
      }
    }
    return owes(run);
  }

  /// Whether another workflow must be told of something.
  private static boolean owes(RunState run) {
    if (!run.owed.isEmpty() || !run.externals.isEmpty()) {
      return true;
    }
    for (var child : run.children.values()) {
      if (!child.isStarted()) {
        return true;
      }
    }
    return false;
  }

  /// Whether a worker has, or is offered, anything of an open run, or it tells another one
  /// something.
  static boolean inFlight(RunState run, Instant now) {
    if (run.workflowTask() != null) {
      return true;
    }
    for (var activity : run.activities.values()) {
      if (activity.isStarted()
          || (!activity.isPaused() && !activity.scheduledTime().isAfter(now))) {
        return true;
      }
    }
    return owes(run);
  }
}
