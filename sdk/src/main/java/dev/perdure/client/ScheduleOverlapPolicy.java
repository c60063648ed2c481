package dev.perdure.client;

/// What a schedule does when it is time for an action and the workflow of the last one still runs.
public enum ScheduleOverlapPolicy {
  /// It does nothing.
  SKIP,
  /// It starts the workflow when the running one ends; of several such actions only the first
  /// counts.
  BUFFER_ONE,
  /// It starts the workflow when those before it have ended, one after the other.
  BUFFER_ALL,
  /// It cancels the running workflow, and starts the next one when that has ended.
  CANCEL_OTHER,
  /// It terminates the running workflow, and starts the next one at once.
  TERMINATE_OTHER,
  /// It starts the workflow beside the running ones. These do not get the last one's result.
  ALLOW_ALL
}
