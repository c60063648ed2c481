package dev.perdure.worker;

/// What a slot is for.
public enum SlotType {
  /// A workflow task.
  WORKFLOW,
  /// An activity that came from the task queue.
  ACTIVITY,
  /// An activity that runs as a part of its workflow task.
  LOCAL_ACTIVITY
}
