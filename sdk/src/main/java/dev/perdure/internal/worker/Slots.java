package dev.perdure.internal.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The number of tasks of one kind that a worker may hold at once. A poller takes a slot before it
/// asks for a task, so that a task never waits here for its turn.
final class Slots {
  private final int size;
  private final Semaphore free;

  Slots(int size) {
    this.size = size;
    // Fair: with few slots, the poller of the normal queue must not starve behind those of the
    // sticky one.
    this.free = new Semaphore(size, true);
  }

  void acquire() throws InterruptedException {
    free.acquire();
  }

  boolean tryAcquire() {
    return free.tryAcquire();
  }

  void release() {
    free.release();
  }

  int used() {
    return size - free.availablePermits();
  }

  /// Waits until nothing holds a slot any more. Afterwards no slot can be had.
  ///
  /// @return whether that happened in time
  boolean drain(Duration timeout) throws InterruptedException {
    return free.tryAcquire(size, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
