package dev.perdure.internal.replay;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;

/// Whether a failed attempt of a local activity is followed by another. There is no server to
/// decide it, so the worker does, by the server's rules.
public sealed interface LocalActivityRetry {
  /// There is another attempt after a wait.
  record After(Duration interval) implements LocalActivityRetry {}

  /// There is none.
  record Never(RetryState reason) implements LocalActivityRetry {}

  /// Decides about an attempt that failed or timed out.
  ///
  /// @param policy what is not set in it has the default
  static LocalActivityRetry of(RetryPolicy policy, int attempt, Failure failure) {
    ApplicationFailureInfo info = failure.getApplicationFailureInfo();
    if (failure.hasCanceledFailureInfo()) {
      return new Never(RetryState.RETRY_STATE_CANCEL_REQUESTED);
    }
    if (failure.hasTimeoutFailureInfo() && !isStartToClose(failure)) {
      return new Never(RetryState.RETRY_STATE_TIMEOUT);
    }
    if (info.getNonRetryable() || isExcluded(policy, info.getType())) {
      return new Never(RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE);
    }
    if (policy.getMaximumAttempts() > 0 && attempt >= policy.getMaximumAttempts()) {
      return new Never(RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED);
    }
    return new After(info.hasNextRetryDelay() ? info.getNextRetryDelay() : wait(policy, attempt));
  }

  private static boolean isStartToClose(Failure failure) {
    return failure.getTimeoutFailureInfo().getTimeoutType()
        == TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE;
  }

  private static boolean isExcluded(RetryPolicy policy, String type) {
    for (String excluded : policy.getNonRetryableErrorTypesList()) {
      if (excluded.equalsIgnoreCase(type)) {
        return true;
      }
    }
    return false;
  }

  private static Duration wait(RetryPolicy policy, int attempt) {
    double initial =
        policy.hasInitialInterval() ? Durations.toNanos(policy.getInitialInterval()) : 1e9;
    double maximum =
        policy.hasMaximumInterval()
            ? Durations.toNanos(policy.getMaximumInterval())
            : 100 * initial;
    double coefficient = policy.getBackoffCoefficient() < 1 ? 2 : policy.getBackoffCoefficient();
    double wait = initial * Math.pow(coefficient, attempt - 1.0);
    return Durations.fromNanos((long) Math.min(wait, Math.max(initial, maximum)));
  }
}
