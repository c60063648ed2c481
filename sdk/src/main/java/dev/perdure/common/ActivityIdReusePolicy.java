package dev.perdure.common;

/// Whether the id of a standalone activity may be used again once the activity that had it is
/// closed.
public enum ActivityIdReusePolicy {
  /// Always.
  ALLOW_DUPLICATE,
  /// Only when the last one did not complete: it failed, timed out, was cancelled or terminated.
  ALLOW_DUPLICATE_FAILED_ONLY,
  /// Never, as long as the server keeps the closed one.
  REJECT_DUPLICATE
}
