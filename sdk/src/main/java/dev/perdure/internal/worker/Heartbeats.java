package dev.perdure.internal.worker;

import io.temporal.api.common.v1.Payloads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The heartbeats of one attempt on their way to the server: the first leaves at once; those that
/// come within an interval after it are folded into the latest, which leaves when the interval
/// ends. Only one is on its way at a time.
final class Heartbeats {
  private final Duration interval;
  private final WorkerTimers timers;
  private final Executor background;
  private final Consumer<Payloads> send;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Payloads latest;
  private WorkerTimers.@Nullable Alarm intervalEnd;
  private boolean sending;
  private boolean ended;

  /// @param background runs what waits for the server
  /// @param send tells the server, and waits for its answer
  Heartbeats(Duration interval, WorkerTimers timers, Executor background, Consumer<Payloads> send) {
    this.interval = interval;
    this.timers = timers;
    this.background = background;
    this.send = send;
  }

  /// The interval for a heartbeat timeout: 80 % of it; without one the default; never more than the
  /// maximum.
  static Duration interval(Duration heartbeatTimeout, Duration defaultInterval, Duration maximum) {
    Duration wanted =
        heartbeatTimeout.isZero() ? defaultInterval : heartbeatTimeout.multipliedBy(4).dividedBy(5);
    return wanted.compareTo(maximum) < 0 ? wanted : maximum;
  }

  /// Takes a heartbeat. Never waits.
  void record(Payloads details) {
    lock.lock();
    try {
      if (!ended) {
        latest = details;
        sendIfDue();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more heartbeats, and drops the one that has not left.
  void end() {
    lock.lock();
    try {
      ended = true;
      latest = null;
      cancelIntervalEnd();
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more heartbeats, and sends the one that has not left, so that the next attempt knows
  /// all that this one reached.
  void flush() throws InterruptedException {
    Payloads last;
    lock.lockInterruptibly();
    try {
      ended = true;
      cancelIntervalEnd();
      while (sending) {
        changed.await();
      }
      last = latest;
      latest = null;
    } finally {
      lock.unlock();
    }
    if (last != null) {
      send.accept(last);
    }
  }

  private void sendIfDue() {
    Payloads due = latest;
    if (due == null || sending || intervalEnd != null) {
      return;
    }
    latest = null;
    sending = true;
    intervalEnd = timers.after(interval, this::intervalOver);
    background.execute(() -> sendNow(due));
  }

  private void sendNow(Payloads details) {
    try {
      send.accept(details);
    } finally {
      lock.lock();
      try {
        sending = false;
        changed.signalAll();
        if (!ended) {
          sendIfDue();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void intervalOver() {
    lock.lock();
    try {
      intervalEnd = null;
      if (!ended) {
        sendIfDue();
      }
    } finally {
      lock.unlock();
    }
  }

  private void cancelIntervalEnd() {
    if (intervalEnd != null) {
      intervalEnd.cancel();
      intervalEnd = null;
    }
  }
}
