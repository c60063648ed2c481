package dev.perdure.server.matching;

import io.temporal.api.common.v1.WorkerVersionCapabilities;
import io.temporal.api.deployment.v1.WorkerDeploymentOptions;
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

  /// When the poll was parked first, on the scale of [System#nanoTime]; 0 before that.
  long parkedAtNanos;

  /// What its worker is told about its number of polls; written before it is matched.
  int scaling;

  private volatile boolean gone;

  /// What a poll says of the worker behind it.
  ///
  /// @param tasksPerSecond the limit that it wants for the whole queue
  public record Worker(
      String identity,
      double tasksPerSecond,
      WorkerVersionCapabilities capabilities,
      WorkerDeploymentOptions deployment) {
    /// The limit of a worker that names none.
    public static final double NO_LIMIT = QueueLimits.NO_LIMIT;
  }

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

  /// The worker behind the poll.
  public abstract Worker worker();

  /// Whether the worker should have one poll less (-1) or one more (1).
  public final int scaling() {
    return scaling;
  }

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
