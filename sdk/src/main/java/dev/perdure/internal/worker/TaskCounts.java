package dev.perdure.internal.worker;

import java.util.concurrent.atomic.AtomicInteger;

/// How many tasks of one kind a worker has worked off.
final class TaskCounts {
  private final AtomicInteger processed = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  /// Counts one that has ended, well or not.
  void ended(boolean failed) {
    processed.incrementAndGet();
    if (failed) {
      this.failed.incrementAndGet();
    }
  }

  int processed() {
    return processed.get();
  }

  /// How many of those failed.
  int failed() {
    return failed.get();
  }
}
