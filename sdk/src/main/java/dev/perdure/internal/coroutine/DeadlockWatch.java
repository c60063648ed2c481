package dev.perdure.internal.coroutine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Looks a few times a second whether workflow code that runs has run for too long. One thread for
/// the whole process, and not a virtual one: blocked workflow code may hold all of their carriers.
final class DeadlockWatch {
  private static final long INTERVAL_NANOS = 100_000_000;
  private static final Set<Scheduler> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Thread THREAD =
      Thread.ofPlatform().daemon().name("perdure-deadlock-watch").start(DeadlockWatch::watch);
  private static volatile boolean parked;

  private DeadlockWatch() {}

  static void add(Scheduler scheduler) {
    RUNNING.add(scheduler);
    if (parked) {
      LockSupport.unpark(THREAD);
    }
  }

  static void remove(Scheduler scheduler) {
    RUNNING.remove(scheduler);
  }

  private static void watch() {
    while (true) {
      if (RUNNING.isEmpty()) {
        parked = true;
        if (RUNNING.isEmpty()) {
          LockSupport.park();
        }
        parked = false;
      }
      long before = System.nanoTime();
      LockSupport.parkNanos(INTERVAL_NANOS);
      // When this thread is late, workflow code got no time to run either.
      long late = Math.max(0, System.nanoTime() - before - 2 * INTERVAL_NANOS);
      RUNNING.forEach(scheduler -> scheduler.check(late));
    }
  }
}
