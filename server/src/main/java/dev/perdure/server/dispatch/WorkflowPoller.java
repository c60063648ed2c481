package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.ClaimedQuery;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.matching.Poller;
import dev.perdure.server.matching.QueueKey;

/// A worker's long poll for workflow tasks, which may get a query instead.
public abstract class WorkflowPoller extends Poller implements WorkerCall {
  protected WorkflowPoller(QueueKey queue, String workerInstanceKey, long expiresAtNanos) {
    super(queue, workerInstanceKey, expiresAtNanos);
  }

  /// Gives the poll its task.
  ///
  /// @param backlog how many tasks still wait in the queue
  /// @return what to do when the task may leave the process
  public abstract Runnable take(ClaimedWorkflowTask task, int backlog);

  /// Gives the poll a query.
  ///
  /// @return what to do when the query may leave the process
  public abstract Runnable take(ClaimedQuery query);

  public abstract void fail(Rejection rejection);
}
