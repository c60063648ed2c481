package dev.perdure.engine.update;

/// What can happen to an update.
public enum UpdateHappening {
  /// A worker takes the run's workflow task.
  TASK_STARTED,
  /// The worker's answer says that the workflow accepts the update.
  ACCEPTANCE,
  /// The worker's answer says that the workflow refuses the update.
  REJECTION,
  /// The worker's answer has the update's outcome.
  RESPONSE,
  /// The workflow task is completed, and its answer did not mention the update.
  TASK_COMPLETED,
  /// The workflow task's answer was bad: nothing of it counts.
  BAD_ANSWER,
  /// The workflow task failed or timed out: it is tried again.
  TASK_LOST,
  /// The run closed.
  RUN_CLOSED,
  /// The run closed, and another one goes on in its place.
  RUN_CONTINUED,
  /// The server was killed.
  CRASH
}
