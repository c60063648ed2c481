package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityCancellationDetails;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether and why one attempt of an activity is to stop. The thread that runs the attempt is
/// interrupted once, and only while it runs user code.
public final class Cancellation {
  private @Nullable ActivityCancellationDetails details;
  private @Nullable Thread runner;
  private boolean stopTaken;

  /// The current thread runs the attempt's code from here on.
  public synchronized void enter() {
    runner = Thread.currentThread();
    if (details != null) {
      runner.interrupt();
    }
  }

  /// The attempt's code has ended. An interrupt that it did not see is dropped, so that it hits
  /// neither the report nor the next user of the thread.
  public synchronized void exit() {
    runner = null;
    Thread.interrupted();
  }

  /// Asks the attempt to stop. Reasons add up.
  public synchronized void cancel(ActivityCancellationDetails reason) {
    ActivityCancellationDetails before = details;
    if (before == null) {
      details = reason;
      if (runner != null) {
        runner.interrupt();
      }
      notifyAll();
    } else {
      details = both(before, reason);
    }
  }

  /// Why it is to stop; null while it is not.
  public synchronized @Nullable ActivityCancellationDetails details() {
    return details;
  }

  /// Whether the current thread runs the attempt, is to stop, and has not been told so by this
  /// method before. Its interrupt is cleared then. Code that swallowed the interrupt is told too.
  public synchronized boolean takeStop() {
    if (details == null || runner != Thread.currentThread() || stopTaken) {
      return false;
    }
    stopTaken = true;
    Thread.interrupted();
    return true;
  }

  /// Waits until it is to stop, or the time is over.
  ///
  /// @return whether it is to stop
  @SuppressWarnings("WaitNotInLoop") // it is; the check does not see through the clock
  public synchronized boolean await(Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    while (details == null) {
      long left = timeout.minusNanos(System.nanoTime() - start).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private static ActivityCancellationDetails both(
      ActivityCancellationDetails a, ActivityCancellationDetails b) {
    return new ActivityCancellationDetails(
        a.notFound() || b.notFound(),
        a.cancelRequested() || b.cancelRequested(),
        a.paused() || b.paused(),
        a.reset() || b.reset(),
        a.timedOut() || b.timedOut(),
        a.workerShutdown() || b.workerShutdown());
  }
}
