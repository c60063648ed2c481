package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityCancellationDetails;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether and why one attempt of an activity is to stop. The thread that runs the attempt is
/// interrupted once, and only while it runs user code that does not rule it out.
public final class Cancellation {
  static final ActivityCancellationDetails NOT_FOUND =
      ActivityCancellationDetails.none().withNotFound(true);
  static final ActivityCancellationDetails REQUESTED =
      ActivityCancellationDetails.none().withCancelRequested(true);
  static final ActivityCancellationDetails TIMED_OUT =
      ActivityCancellationDetails.none().withTimedOut(true);
  static final ActivityCancellationDetails SHUTDOWN =
      ActivityCancellationDetails.none().withWorkerShutdown(true);

  private final boolean interrupts;
  private @Nullable ActivityCancellationDetails details;
  private @Nullable Thread runner;
  private boolean stopTaken;

  /// @param interrupts whether the thread is interrupted; else the code has to ask
  public Cancellation(boolean interrupts) {
    this.interrupts = interrupts;
  }

  /// The current thread runs the attempt's code from here on.
  public synchronized void enter() {
    runner = Thread.currentThread();
    interrupt();
  }

  private void interrupt() {
    if (details != null && runner != null && interrupts) {
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
      interrupt();
      notifyAll();
    } else {
      details = before.and(reason);
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
}
