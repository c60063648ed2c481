package dev.perdure.failure;

/// Why there is no further attempt.
public enum RetryState {
  /// Not said.
  UNSPECIFIED,
  /// There is a further attempt.
  IN_PROGRESS,
  /// The failure is final.
  NON_RETRYABLE_FAILURE,
  /// The time for all attempts is over.
  TIMEOUT,
  /// The retry policy's number of attempts is used up.
  MAXIMUM_ATTEMPTS_REACHED,
  /// There is no retry policy.
  RETRY_POLICY_NOT_SET,
  /// The server failed.
  INTERNAL_SERVER_ERROR,
  /// Cancellation was requested.
  CANCEL_REQUESTED
}
