package dev.perdure.workflow;

import dev.perdure.internal.workflow.WorkflowContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A lock for the code of one workflow run, for what must not be interleaved although it waits in
/// between:
///
/// ```java
/// lock.lock();
/// try {
///   balance = Workflow.executeActivity(Accounts::withdraw, account, amount, OPTIONS);
/// } finally {
///   lock.unlock();
/// }
/// ```
///
/// It is given in the order in which it was asked for, and the same in replay. Who is cancelled
/// while it waits does not get it. It is not reentrant.
public final class WorkflowLock {
  private final WorkflowSemaphore semaphore = new WorkflowSemaphore(1);
  private @Nullable Object owner;

  /// An open lock.
  public WorkflowLock() {}

  /// Takes the lock; waits for it when somebody has it.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  /// @throws IllegalStateException when the calling code itself has it
  public void lock() {
    Object caller = stranger();
    semaphore.acquire();
    owner = caller;
  }

  /// Takes the lock if nobody has it; returns whether it did.
  public boolean tryLock() {
    boolean taken = semaphore.tryAcquire();
    if (taken) {
      owner = WorkflowContext.current().coroutine();
    }
    return taken;
  }

  /// Takes the lock; waits for it when somebody has it, but not longer than a durable timer runs.
  /// Returns whether the caller has it.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  /// @throws IllegalStateException when the calling code itself has it
  public boolean tryLock(Duration timeout) {
    Object caller = stranger();
    boolean taken = semaphore.tryAcquire(timeout);
    if (taken) {
      owner = caller;
    }
    return taken;
  }

  private Object stranger() {
    Object caller = WorkflowContext.current().coroutine();
    if (caller.equals(owner)) {
      throw new IllegalStateException(
          "The code has the lock already. A WorkflowLock is not reentrant.");
    }
    return caller;
  }

  /// Gives the lock to who waits longest.
  ///
  /// @throws IllegalStateException when the calling code does not have it
  public void unlock() {
    if (!WorkflowContext.current().coroutine().equals(owner)) {
      throw new IllegalStateException("The code cannot unlock what it has not locked.");
    }
    owner = null;
    semaphore.release();
  }

  /// Whether somebody has the lock.
  public boolean isLocked() {
    return semaphore.availablePermits() == 0;
  }
}
