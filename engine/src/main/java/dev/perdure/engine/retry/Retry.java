package dev.perdure.engine.retry;

import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a failed attempt is followed by another one, and when.
///
/// @param state `IN_PROGRESS` if it is, else why not
/// @param due when the next attempt is due, null if there is none
public record Retry(RetryState state, @Nullable Instant due) {
  private static final String TIMEOUT_TYPE_PREFIX = "TemporalTimeout:";

  /// Without a maximum the pauses leave every range at some time.
  private static final Duration FOREVER = Duration.ofDays(36_500);

  /// Decides.
  ///
  /// @param attempt the attempt that failed, from 1
  /// @param expiration no attempt begins later; null for no limit
  public static Retry after(
      Failure failure, RetryPolicy policy, int attempt, @Nullable Instant expiration, Instant now) {
    if (isDeadline(failure)) {
      return new Retry(RetryState.RETRY_STATE_TIMEOUT, null);
    }
    if (!isRetryable(failure, policy.getNonRetryableErrorTypesList())) {
      return new Retry(RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE, null);
    }
    if (policy.getMaximumAttempts() > 0 && attempt >= policy.getMaximumAttempts()) {
      return new Retry(RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED, null);
    }
    var info = failure.getApplicationFailureInfo();
    var interval =
        info.hasNextRetryDelay()
            ? Times.duration(info.getNextRetryDelay())
            : interval(policy, attempt);
    var due = now.plus(interval);
    if (expiration != null && due.isAfter(expiration)) {
      return new Retry(RetryState.RETRY_STATE_TIMEOUT, null);
    }
    return new Retry(RetryState.RETRY_STATE_IN_PROGRESS, due);
  }

  /// The pause after the attempt with this number.
  public static Duration interval(RetryPolicy policy, int attempt) {
    var initial = Times.duration(policy.getInitialInterval());
    var maximum = Times.duration(policy.getMaximumInterval());
    double seconds = seconds(initial) * Math.pow(policy.getBackoffCoefficient(), attempt - 1.0);
    if (!maximum.isZero() && seconds >= seconds(maximum)) {
      return maximum;
    }
    return seconds >= seconds(FOREVER) ? FOREVER : Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  /// The server's own deadlines end the activity; they are no failures of an attempt.
  private static boolean isDeadline(Failure failure) {
    var type = failure.getTimeoutFailureInfo().getTimeoutType();
    return failure.hasTimeoutFailureInfo()
        && (type == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START
            || type == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE);
  }

  private static boolean isRetryable(Failure failure, List<String> nonRetryableTypes) {
    return switch (failure.getFailureInfoCase()) {
      case TERMINATED_FAILURE_INFO, CANCELED_FAILURE_INFO -> false;
      case TIMEOUT_FAILURE_INFO ->
          switch (failure.getTimeoutFailureInfo().getTimeoutType()) {
            case TIMEOUT_TYPE_START_TO_CLOSE ->
                !nonRetryableTypes.contains(TIMEOUT_TYPE_PREFIX + "StartToClose");
            case TIMEOUT_TYPE_HEARTBEAT ->
                !nonRetryableTypes.contains(TIMEOUT_TYPE_PREFIX + "Heartbeat");
            default -> false;
          };
      case SERVER_FAILURE_INFO -> !failure.getServerFailureInfo().getNonRetryable();
      case APPLICATION_FAILURE_INFO -> {
        var info = failure.getApplicationFailureInfo();
        yield !info.getNonRetryable() && !nonRetryableTypes.contains(info.getType());
      }
      default -> true;
    };
  }
}
