package dev.perdure.client;

/// The state of a workflow's run.
public enum WorkflowExecutionStatus {
  /// A state that this version does not know.
  UNSPECIFIED,
  /// Open.
  RUNNING,
  /// Closed with a result.
  COMPLETED,
  /// Closed with a failure.
  FAILED,
  /// Closed because its cancellation was requested.
  CANCELED,
  /// Closed from outside.
  TERMINATED,
  /// Closed, and goes on in a new run.
  CONTINUED_AS_NEW,
  /// Closed because its time ran out.
  TIMED_OUT,
  /// Open, and makes no progress until it is resumed.
  PAUSED
}
