package dev.perdure.internal.worker;

import java.time.Duration;

/// The time as a worker sees it: a clock that only goes forward, and alarms.
public interface WorkerTimers {
  /// The machine's time.
  static WorkerTimers system() {
    return SystemTimers.INSTANCE;
  }

  /// Nanoseconds since some fixed moment.
  long nanoTime();

  /// Runs something short once after a delay.
  Alarm after(Duration delay, Runnable action);

  /// An alarm that has been set.
  @FunctionalInterface
  interface Alarm {
    /// Takes the alarm back. It may already be on its way.
    void cancel();
  }
}
