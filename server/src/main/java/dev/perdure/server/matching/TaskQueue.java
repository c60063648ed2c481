package dev.perdure.server.matching;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// One task queue: tasks without a poller, or pollers without a task.
///
/// Its lock is never held while anybody else is called.
final class TaskQueue {
  /// A poller seen within this time counts as alive.
  static final long POLLER_ALIVE_NANOS = 10_000_000_000L;

  private final ReentrantLock lock = new ReentrantLock();
  private final Backlog backlog = new Backlog();
  private final LinkedHashSet<Poller> pollers = new LinkedHashSet<>();
  private final QueueLimits limits = new QueueLimits();
  private final PollerHistory history = new PollerHistory();
  private final PollerScaling scaling = new PollerScaling();
  private final RateMeter added;
  private final RateMeter dispatched;
  private boolean sticky;
  private boolean everPolled;
  private long lastPollNanos;
  private boolean pumpScheduled;

  TaskQueue(long nowNanos) {
    added = new RateMeter(nowNanos);
    dispatched = new RateMeter(nowNanos);
  }

  /// A task and the poller that gets it.
  record Match(Task task, Poller poller) {}

  /// What can be matched now, and when to look again.
  ///
  /// @param againInNanos 0 when nothing is held back by a rate limit
  record Matches(List<Match> matches, long againInNanos) {}

  /// Adds a task; one that a poller cannot have at once is kept in its packed form.
  void add(Task task, boolean first, long nowNanos) {
    lock.lock();
    try {
      added.count(nowNanos);
      boolean goesAtOnce =
          !pollers.isEmpty() && backlog.isEmpty() && limits.waitNanos(nowNanos) == 0;
      backlog.add(goesAtOnce ? task : task.packed(), first);
    } finally {
      lock.unlock();
    }
  }

  /// Parks a poller, unless it has left already.
  boolean park(Poller poller, double tasksPerSecond, long nowNanos) {
    lock.lock();
    try {
      seen(poller, nowNanos);
      sticky |= poller.isSticky();
      if (tasksPerSecond >= 0) {
        limits.worker(tasksPerSecond, nowNanos);
      }
      if (poller.gone()) {
        return false;
      }
      poller.parkedIn = this;
      if (poller.parkedAtNanos == 0) {
        poller.parkedAtNanos = nowNanos;
      }
      pollers.add(poller);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void configure(QueueConfig config, long nowNanos) {
    lock.lock();
    try {
      limits.configure(config, nowNanos);
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

  /// Pairs the tasks that are next with the longest waiting pollers.
  Matches match(long nowNanos) {
    lock.lock();
    try {
      if (backlog.isEmpty() || pollers.isEmpty()) {
        return new Matches(List.of(), 0);
      }
      var matches = new ArrayList<Match>(1);
      while (!backlog.isEmpty() && !pollers.isEmpty()) {
        long oldest = backlog.oldestMillis();
        var allowed = new Allowed(nowNanos);
        long wait = limits.waitNanos(nowNanos);
        var task = wait > 0 ? null : backlog.take(allowed, each -> limits.weight(each.rank()));
        if (task == null) {
          return new Matches(matches, again(wait > 0 ? wait : allowed.waitNanos));
        }
        limits.count(task.rank(), nowNanos);
        dispatched.count(nowNanos);
        var poller = pollers.removeFirst();
        unpark(poller);
        seen(poller, nowNanos);
        poller.scaling = scaling.decide(nowNanos - poller.parkedAtNanos, oldest, nowNanos);
        matches.add(new Match(task, poller));
      }
      return new Matches(matches, 0);
    } finally {
      lock.unlock();
    }
  }

  /// Which fairness keys may have a turn, and when the next of those may that may not.
  private final class Allowed implements Predicate<String> {
    private final long nowNanos;
    private long waitNanos = Long.MAX_VALUE;

    Allowed(long nowNanos) {
      this.nowNanos = nowNanos;
    }

    @Override
    public boolean test(String fairnessKey) {
      if (!limits.hasKeyLimits()) {
        return true;
      }
      long wait = limits.waitNanos(fairnessKey, nowNanos);
      if (wait > 0) {
        waitNanos = Math.min(waitNanos, wait);
      }
      return wait == 0;
    }
  }

  private long again(long waitNanos) {
    if (pumpScheduled || waitNanos == Long.MAX_VALUE) {
      return 0;
    }
    pumpScheduled = true;
    return waitNanos;
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
      seen(poller, nowNanos);
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
      return backlog.drain();
    } finally {
      lock.unlock();
    }
  }

  /// Takes one task out, if it still waits.
  boolean withdraw(Task task) {
    lock.lock();
    try {
      return !backlog.isEmpty() && (backlog.remove(task.packed()) || backlog.remove(task));
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

  QueueDescription describe(long nowNanos) {
    lock.lock();
    try {
      for (var poller : pollers) {
        history.seen(poller.worker(), nowNanos);
      }
      var priorities = new ArrayList<QueueDescription.Waiting>();
      for (int priority = 1; priority <= Rank.LAST_PRIORITY; priority++) {
        priorities.add(
            new QueueDescription.Waiting(backlog.size(priority), backlog.oldestMillis(priority)));
      }
      return new QueueDescription(
          history.recent(nowNanos),
          priorities,
          added.perSecond(nowNanos),
          dispatched.perSecond(nowNanos),
          limits.effective());
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

  private void seen(Poller poller, long nowNanos) {
    everPolled = true;
    lastPollNanos = nowNanos;
    history.seen(poller.worker(), nowNanos);
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
