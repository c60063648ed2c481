package dev.perdure.client;

/// What an open activity does.
public enum PendingActivityState {
  /// A state that this version does not know.
  UNSPECIFIED,
  /// It waits for a worker, or for its next attempt.
  SCHEDULED,
  /// A worker runs it.
  STARTED,
  /// A worker runs it, and is to stop.
  CANCEL_REQUESTED,
  /// It is not given to workers until it is resumed.
  PAUSED,
  /// A worker runs it, and it is paused when this attempt ends.
  PAUSE_REQUESTED
}
