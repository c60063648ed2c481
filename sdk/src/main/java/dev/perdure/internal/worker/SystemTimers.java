package dev.perdure.internal.worker;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The machine's time. One daemon thread rings all alarms of the process, and only exists once an
/// alarm was set.
final class SystemTimers implements WorkerTimers {
  static final SystemTimers INSTANCE = new SystemTimers();

  private final ScheduledThreadPoolExecutor alarms;

  private SystemTimers() {
    alarms =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("perdure-worker-timers").factory());
    // An activity sets an alarm for its timeout and nearly always takes it back.
    alarms.setRemoveOnCancelPolicy(true);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Alarm after(Duration delay, Runnable action) {
    ScheduledFuture<?> alarm = alarms.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> alarm.cancel(false);
  }
}
