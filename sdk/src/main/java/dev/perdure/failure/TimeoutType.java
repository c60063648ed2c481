package dev.perdure.failure;

/// Which time ran out.
public enum TimeoutType {
  /// Not said.
  UNSPECIFIED,
  /// The time for one attempt, or for a workflow.
  START_TO_CLOSE,
  /// The time in the task queue.
  SCHEDULE_TO_START,
  /// The time for all attempts together.
  SCHEDULE_TO_CLOSE,
  /// The time between two heartbeats.
  HEARTBEAT
}
