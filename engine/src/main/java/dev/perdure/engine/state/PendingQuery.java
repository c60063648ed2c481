package dev.perdure.engine.state;

import io.temporal.api.query.v1.WorkflowQuery;

/// A query that waits for its answer. Lost at a crash: its caller asks again.
///
/// @param route how it reaches a worker
public record PendingQuery(String queryId, WorkflowQuery query, Route route) {
  /// How a query reaches a worker.
  public enum Route {
    /// With the next workflow task.
    BUFFERED,
    /// With the workflow task that is running now.
    SENT,
    /// By itself.
    DIRECT
  }

  public PendingQuery routed(Route newRoute) {
    return new PendingQuery(queryId, query, newRoute);
  }
}
