package dev.perdure.workflow;

/// What cancelling an activity means to the workflow that waits for it.
public enum ActivityCancellationType {
  /// The activity is asked to stop, and the workflow goes on at once as if it had. The default.
  TRY_CANCEL,
  /// The activity is asked to stop, and the workflow waits for what comes of it: it may still
  /// complete. An activity learns of the request by its heartbeats only.
  WAIT_CANCELLATION_COMPLETED,
  /// The activity is not told, and the workflow goes on at once.
  ABANDON
}
