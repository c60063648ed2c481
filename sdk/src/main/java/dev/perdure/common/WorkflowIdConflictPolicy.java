package dev.perdure.common;

/// What happens when a workflow is started with the id of one that is still running.
public enum WorkflowIdConflictPolicy {
  /// The start fails.
  FAIL,
  /// Nothing is started; the handle refers to the running workflow.
  USE_EXISTING,
  /// The running workflow is terminated and a new one started.
  TERMINATE_EXISTING
}
