package dev.perdure.common;

/// Which workers may take an activity, a child workflow or a continued run on a task queue whose
/// versions are sets of compatible build ids, the older kind of worker versioning.
///
/// Where no intent is given, work on the workflow's own task queue stays with compatible workers,
/// and work on others goes to their default.
public enum VersioningIntent {
  /// Workers that are compatible with the one that runs the workflow.
  COMPATIBLE,
  /// Workers of the default build ids of the task queue.
  DEFAULT
}
