package dev.perdure.internal.worker;

import java.time.Duration;

/// Spreads starts evenly over time.
final class RateLimit {
  private final long interval;
  private final WorkerTimers timers;
  private long nextFree;

  /// No limit.
  static RateLimit none() {
    return new RateLimit(0, WorkerTimers.system());
  }

  /// @param perSecond how many starts in a second; 0 for no limit
  RateLimit(double perSecond, WorkerTimers timers) {
    this.interval = perSecond == 0 ? 0 : (long) (Duration.ofSeconds(1).toNanos() / perSecond);
    this.timers = timers;
    this.nextFree = timers.nanoTime();
  }

  /// Waits until the next start is allowed.
  void acquire() throws InterruptedException {
    long wait = interval == 0 ? 0 : reserve();
    if (wait > 0) {
      Thread.sleep(Duration.ofNanos(wait));
    }
  }

  /// Whether a start is allowed now; it counts as made then.
  boolean tryAcquire() {
    if (interval == 0) {
      return true;
    }
    synchronized (this) {
      if (nextFree - timers.nanoTime() > 0) {
        return false;
      }
      reserve();
      return true;
    }
  }

  /// Takes a start back that was not made.
  synchronized void giveBack() {
    nextFree -= interval;
  }

  /// Takes the next start.
  ///
  /// @return nanoseconds until it is allowed
  private synchronized long reserve() {
    long now = timers.nanoTime();
    long start = nextFree - now > 0 ? nextFree : now;
    nextFree = start + interval;
    return start - now;
  }
}
