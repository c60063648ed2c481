package dev.perdure.workflow;

import dev.perdure.internal.workflow.WaitLine;
import dev.perdure.internal.workflow.WorkflowContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A number of permits for the code of one workflow run: at most so many pieces of code are between
/// [#acquire] and [#release] at a time.
///
/// Permits are given in the order in which they were asked for, and the same in replay. Who is
/// cancelled while it waits gets none.
public final class WorkflowSemaphore {
  private final WaitLine<@Nullable Void, @Nullable Void> line = new WaitLine<>();
  private int permits;

  /// A semaphore with permits to give.
  public WorkflowSemaphore(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("A semaphore cannot have " + permits + " permits.");
    }
    this.permits = permits;
  }

  /// Takes a permit; waits for one when there is none.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public void acquire() {
    if (!tryAcquire()) {
      line.await(null);
    }
  }

  /// Takes a permit if there is one; returns whether it did.
  public boolean tryAcquire() {
    WorkflowContext.current().requireWritable("take a permit");
    if (permits == 0) {
      return false;
    }
    permits--;
    return true;
  }

  /// Takes a permit; waits for one when there is none, but not longer than a durable timer runs.
  /// Returns whether it has one.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public boolean tryAcquire(Duration timeout) {
    return tryAcquire() || line.await(null, timeout) != null;
  }

  /// Gives a permit back.
  public void release() {
    WorkflowContext.current().requireWritable("give a permit back");
    if (line.isEmpty()) {
      permits++;
    } else {
      line.hand(null);
    }
  }

  /// How many permits there are to take.
  public int availablePermits() {
    return permits;
  }
}
