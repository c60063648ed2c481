package dev.perdure.server.matching;

/// Tells workers that scale their polls whether they have too many of them or too few.
///
/// Guarded by the queue's lock.
final class PollerScaling {
  private static final long LONG_WAIT_NANOS = 1_000_000_000L;
  private static final long OLD_TASK_MILLIS = 200;

  /// So that all workers together do not overshoot.
  private static final double MORE_PER_SECOND = 10;

  private final TokenBucket more = new TokenBucket(MORE_PER_SECOND, System.nanoTime());

  /// Decides for one poll that gets its task.
  ///
  /// @param waitedNanos how long the poll waited for its task
  /// @param oldestMillis since when the oldest task waits, in milliseconds of the epoch
  /// @return -1 for one poll less, 1 for one more, else 0
  int decide(long waitedNanos, long oldestMillis, long nowNanos) {
    if (waitedNanos >= LONG_WAIT_NANOS) {
      return -1;
    }
    if (oldestMillis == Long.MAX_VALUE
        || System.currentTimeMillis() - oldestMillis <= OLD_TASK_MILLIS
        || more.waitNanos(nowNanos) > 0) {
      return 0;
    }
    more.count(nowNanos);
    return 1;
  }
}
