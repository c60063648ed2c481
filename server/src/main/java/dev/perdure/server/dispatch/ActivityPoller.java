package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.ClaimedActivityTask;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.matching.Poller;
import dev.perdure.server.matching.QueueKey;

/// A worker's long poll for activity tasks.
public abstract class ActivityPoller extends Poller implements WorkerCall {
  protected ActivityPoller(QueueKey queue, String workerInstanceKey, long expiresAtNanos) {
    super(queue, workerInstanceKey, expiresAtNanos);
  }

  /// Gives the poll its task.
  ///
  /// @return what to do when the task may leave the process
  public abstract Runnable take(ClaimedActivityTask task);

  public abstract void fail(Rejection rejection);
}
