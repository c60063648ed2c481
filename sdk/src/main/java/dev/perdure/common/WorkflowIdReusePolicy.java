package dev.perdure.common;

/// Whether a workflow id may be used again once the workflow that had it is closed.
public enum WorkflowIdReusePolicy {
  /// Always.
  ALLOW_DUPLICATE,
  /// Only when the last run did not complete: it failed, timed out, was cancelled or terminated.
  ALLOW_DUPLICATE_FAILED_ONLY,
  /// Never, as long as the server keeps the closed run.
  REJECT_DUPLICATE
}
