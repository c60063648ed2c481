package dev.perdure.server.matching;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One task queue: tasks without a poller, or pollers without a task.
///
/// Its lock is never held while anybody else is called.
final class TaskQueue {
  /// A poller seen within this time counts as alive.
  static final long POLLER_ALIVE_NANOS = 10_000_000_000L;

  private final ReentrantLock lock = new ReentrantLock();

  // First in, first out; what is offered twice is in it once. Priorities and fairness keys will
  // order this one place.
  private final LinkedHashSet<Task> backlog = new LinkedHashSet<>();
  private final LinkedHashSet<Poller> pollers = new LinkedHashSet<>();
  private @Nullable TokenBucket rate;
  private boolean sticky;
  private boolean everPolled;
  private long lastPollNanos;
  private boolean pumpScheduled;

  /// A task and the poller that gets it.
  record Match(Task task, Poller poller) {}

  /// What can be matched now, and when to look again.
  ///
  /// @param againInNanos 0 when nothing is held back by the rate limit
  record Matches(List<Match> matches, long againInNanos) {}

  void add(Task task, boolean first) {
    lock.lock();
    try {
      if (first) {
        backlog.addFirst(task);
      } else {
        backlog.addLast(task);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Parks a poller, unless it has left already.
  boolean park(Poller poller, double tasksPerSecond, long nowNanos) {
    lock.lock();
    try {
      seen(nowNanos);
      sticky |= poller.isSticky();
      if (tasksPerSecond >= 0 && (rate == null || rate.perSecond() != tasksPerSecond)) {
        rate = new TokenBucket(tasksPerSecond, nowNanos);
      }
      if (poller.gone()) {
        return false;
      }
      poller.parkedIn = this;
      pollers.add(poller);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Sets up the end of a poll that is still parked; a poll that was matched at once needs none.
  void expireAt(Poller poller, Supplier<ScheduledFuture<?>> schedule) {
    lock.lock();
    try {
      if (poller.parkedIn == this && poller.expiry == null) {
        poller.expiry = schedule.get();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Pairs the oldest tasks with the longest waiting pollers.
  Matches match(long nowNanos) {
    lock.lock();
    try {
      if (backlog.isEmpty() || pollers.isEmpty()) {
        return new Matches(List.of(), 0);
      }
      var matches = new ArrayList<Match>(1);
      while (!backlog.isEmpty() && !pollers.isEmpty()) {
        long wait = rate == null ? 0 : rate.take(nowNanos);
        if (wait > 0) {
          boolean schedule = !pumpScheduled && wait != Long.MAX_VALUE;
          pumpScheduled |= schedule;
          return new Matches(matches, schedule ? wait : 0);
        }
        var poller = pollers.removeFirst();
        unpark(poller);
        seen(nowNanos);
        matches.add(new Match(backlog.removeFirst(), poller));
      }
      return new Matches(matches, 0);
    } finally {
      lock.unlock();
    }
  }

  /// The scheduled look is about to happen.
  void pumped() {
    lock.lock();
    try {
      pumpScheduled = false;
    } finally {
      lock.unlock();
    }
  }

  /// Takes a parked poller out.
  ///
  /// @return false when it is not parked here (any more)
  boolean remove(Poller poller, long nowNanos) {
    lock.lock();
    try {
      if (!pollers.remove(poller)) {
        return false;
      }
      unpark(poller);
      seen(nowNanos);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Takes out every parked poller that `chosen` accepts.
  List<Poller> removeAll(Predicate<Poller> chosen) {
    lock.lock();
    try {
      var removed = pollers.stream().filter(chosen).toList();
      for (var poller : removed) {
        pollers.remove(poller);
        unpark(poller);
      }
      return removed;
    } finally {
      lock.unlock();
    }
  }

  /// Takes out the whole backlog.
  List<Task> drain() {
    lock.lock();
    try {
      var tasks = List.copyOf(backlog);
      backlog.clear();
      return tasks;
    } finally {
      lock.unlock();
    }
  }

  /// Takes one task out, if it still waits.
  boolean withdraw(Task task) {
    lock.lock();
    try {
      return backlog.remove(task);
    } finally {
      lock.unlock();
    }
  }

  void forgetPollers() {
    lock.lock();
    try {
      everPolled = false;
    } finally {
      lock.unlock();
    }
  }

  boolean polledWithin(long nanos, long nowNanos) {
    lock.lock();
    try {
      return !pollers.isEmpty() || (everPolled && nowNanos - lastPollNanos <= nanos);
    } finally {
      lock.unlock();
    }
  }

  int backlogSize() {
    lock.lock();
    try {
      return backlog.size();
    } finally {
      lock.unlock();
    }
  }

  int pollerCount() {
    lock.lock();
    try {
      return pollers.size();
    } finally {
      lock.unlock();
    }
  }

  /// Whether this queue can be forgotten: nobody polls it, and no task waits in it, or it belonged
  /// to one worker that is gone.
  boolean idleSince(long nanos, long nowNanos) {
    lock.lock();
    try {
      return (sticky || backlog.isEmpty())
          && pollers.isEmpty()
          && !pumpScheduled
          && (!everPolled || nowNanos - lastPollNanos > nanos);
    } finally {
      lock.unlock();
    }
  }

  private void seen(long nowNanos) {
    everPolled = true;
    lastPollNanos = nowNanos;
  }

  private static void unpark(Poller poller) {
    poller.parkedIn = null;
    var expiry = poller.expiry;
    if (expiry != null) {
      poller.expiry = null;
      expiry.cancel(false);
    }
  }
}
