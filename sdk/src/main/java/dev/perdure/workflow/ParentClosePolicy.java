package dev.perdure.workflow;

/// What becomes of a child workflow that is still open when its parent ends.
public enum ParentClosePolicy {
  /// It is terminated.
  TERMINATE,
  /// It goes on alone.
  ABANDON,
  /// Its cancellation is requested.
  REQUEST_CANCEL
}
