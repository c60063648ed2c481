package dev.perdure.worker;

/// What a slot is used for.
public sealed interface SlotInfo {
  /// A workflow task.
  ///
  /// @param workflowType the workflow's type
  /// @param isSticky whether the task came because this worker has the run in memory
  record Workflow(String workflowType, boolean isSticky) implements SlotInfo {}

  /// An attempt of an activity.
  ///
  /// @param activityType the activity's type
  record Activity(String activityType) implements SlotInfo {}

  /// An attempt of a local activity.
  ///
  /// @param activityType the activity's type
  record LocalActivity(String activityType) implements SlotInfo {}
}
