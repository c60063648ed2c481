package dev.perdure.engine.state;

import dev.perdure.engine.record.Owed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When an open run needs attention next.
final class DueTimes {
  private DueTimes() {}

  static @Nullable Instant next(RunState run) {
    var next = Times.earlier(run.runExpiration, run.executionExpiration);
    next = Times.earlier(next, nextCall(run));
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

  /// When a closed run needs attention next: it can be deleted, if it is to be, as soon as no other
  /// workflow must hear of it.
  static @Nullable Instant afterClose(RunState run) {
    var next = nextCall(run);
    return run.deleteRequested && !run.owesWorkflows() ? Times.earlier(run.closeTime, next) : next;
  }

  /// When somebody outside is to be told again how a run has ended.
  private static @Nullable Instant nextCall(RunState run) {
    @Nullable Instant next = null;
    for (var owed : run.owed.values()) {
      if (owed instanceof Owed.Callback(_, var callback)
          && callback.nextAttempt() != null
          && !run.unstored.isTold(owed.id())) {
        next = Times.earlier(next, callback.nextAttempt());
      }
    }
    return next;
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

  /// Whether somebody must be told of something, or is being told.
  static boolean owes(RunState run) {
    for (var owed : run.owed.values()) {
      if (!(owed instanceof Owed.Callback(_, var callback))
          || callback.nextAttempt() == null
          || run.unstored.isTold(owed.id())) {
        return true;
      }
    }
    if (!run.externals.isEmpty()) {
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
