package dev.perdure.client;

/// The state of a standalone activity.
public enum ActivityExecutionStatus {
  /// A state that this version does not know.
  UNSPECIFIED,
  /// Open; [PendingActivityState] says more.
  RUNNING,
  /// Closed with a result.
  COMPLETED,
  /// Closed with a failure.
  FAILED,
  /// Closed because its cancellation was requested.
  CANCELED,
  /// Closed from outside.
  TERMINATED,
  /// Closed because its time ran out.
  TIMED_OUT,
  /// Open, and makes no progress until it is resumed.
  PAUSED
}
