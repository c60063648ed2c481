package dev.perdure.server.matching;

import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/// A long poll that waits for a task.
public abstract class Poller {
  private final QueueKey queue;
  private final String workerInstanceKey;

  /// Where the poll is parked; null while it is being answered. Guarded by the queue's lock.
  @Nullable TaskQueue parkedIn;

  /// Ends the wait; guarded by the queue's lock.
  @Nullable ScheduledFuture<?> expiry;

  /// Real time at which the poll is answered empty.
  final long expiresAtNanos;

  private volatile boolean gone;

  /// @param queue the queue that is polled
  /// @param workerInstanceKey the worker behind the poll, empty when it did not say
  /// @param expiresAtNanos when to answer empty, on the scale of [System#nanoTime]
  protected Poller(QueueKey queue, String workerInstanceKey, long expiresAtNanos) {
    this.queue = queue;
    this.workerInstanceKey = workerInstanceKey;
    this.expiresAtNanos = expiresAtNanos;
  }

  /// Answers the poll without a task.
  protected abstract void answerEmpty();

  public final QueueKey queue() {
    return queue;
  }

  public final String workerInstanceKey() {
    return workerInstanceKey;
  }

  /// Whether the queue belongs to this poller's worker alone.
  public boolean isSticky() {
    return false;
  }

  /// Whether the caller hung up; such a poller must not claim anything.
  public final boolean gone() {
    return gone;
  }

  final void leave() {
    gone = true;
  }
}
