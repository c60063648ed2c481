package dev.perdure.common;

/// What happens when a standalone activity is started with the id of one that is still running.
public enum ActivityIdConflictPolicy {
  /// The start fails.
  FAIL,
  /// Nothing is started; the handle refers to the running activity.
  USE_EXISTING
}
