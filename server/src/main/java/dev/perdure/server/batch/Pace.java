package dev.perdure.server.batch;

import java.util.concurrent.TimeUnit;

/// Lets so much happen each second, evenly.
final class Pace {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double SLOWEST = TimeUnit.HOURS.toNanos(1);

  private final long interval;
  private long next = System.nanoTime();

  /// @param perSecond above 0
  Pace(double perSecond) {
    interval = (long) Math.min(NANOS / perSecond, SLOWEST);
  }

  /// Waits for the next one's turn. What was not used for a while is lost.
  void await() throws InterruptedException {
    long now = System.nanoTime();
    if (next - now > 0) {
      TimeUnit.NANOSECONDS.sleep(next - now);
    } else {
      next = now;
    }
    next += interval;
  }
}
