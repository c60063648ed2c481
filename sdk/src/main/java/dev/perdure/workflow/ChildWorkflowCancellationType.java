package dev.perdure.workflow;

/// What cancelling a child workflow means for the workflow that started it.
public enum ChildWorkflowCancellationType {
  /// Nothing is asked of the child; its parent goes on at once, as if it were cancelled. What
  /// becomes of the child when the parent ends is up to its [ParentClosePolicy].
  ABANDON,
  /// The child's cancellation is requested, and its parent goes on at once.
  TRY_CANCEL,
  /// The child's cancellation is requested, and its parent waits for the child's end, which may be
  /// another one than a cancellation.
  WAIT_CANCELLATION_COMPLETED,
  /// The child's cancellation is requested, and its parent waits until the child has the request.
  WAIT_CANCELLATION_REQUESTED
}
