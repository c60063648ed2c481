package dev.perdure.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.ServerFailureInfo;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final RetryPolicy POLICY =
      RetryPolicies.withDefaults(RetryPolicy.getDefaultInstance());

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "7,64", "8,100", "1000,100", "2147483647,100"})
  void intervals_double_up_to_a_hundred_times_the_first(int attempt, long seconds) {
    assertThat(Retry.interval(POLICY, attempt)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void intervals_without_a_maximum_stay_within_a_century() {
    var policy = RetryPolicy.newBuilder(POLICY).clearMaximumInterval().build();

    assertThat(Retry.interval(policy, 5000)).isEqualTo(Duration.ofDays(36_500));
  }

  @Test
  void the_last_attempt_is_not_followed_by_another_one() {
    var policy = RetryPolicy.newBuilder(POLICY).setMaximumAttempts(2).build();

    assertThat(Retry.after(application("x"), policy, 1, null, NOW).state())
        .isEqualTo(RetryState.RETRY_STATE_IN_PROGRESS);
    assertThat(Retry.after(application("x"), policy, 2, null, NOW).state())
        .isEqualTo(RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED);
  }

  @Test
  void no_attempt_begins_after_the_expiration() {
    assertThat(Retry.after(application("x"), POLICY, 1, NOW.plusSeconds(1), NOW).due())
        .isEqualTo(NOW.plusSeconds(1));
    assertThat(Retry.after(application("x"), POLICY, 1, NOW.plusMillis(999), NOW))
        .isEqualTo(new Retry(RetryState.RETRY_STATE_TIMEOUT, null));
  }

  @Test
  void listed_types_are_not_retried() {
    var policy =
        RetryPolicy.newBuilder(POLICY)
            .addNonRetryableErrorTypes("fatal")
            .addNonRetryableErrorTypes("TemporalTimeout:StartToClose")
            .build();

    assertThat(state(application("fatal"), policy))
        .isEqualTo(RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE);
    assertThat(state(application("other"), policy)).isEqualTo(RetryState.RETRY_STATE_IN_PROGRESS);
    assertThat(state(timeout(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE), policy))
        .isEqualTo(RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE);
    assertThat(state(timeout(TimeoutType.TIMEOUT_TYPE_HEARTBEAT), policy))
        .isEqualTo(RetryState.RETRY_STATE_IN_PROGRESS);
  }

  @Test
  void deadlines_of_the_server_and_cancellations_are_not_retried() {
    assertThat(state(timeout(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE), POLICY))
        .isEqualTo(RetryState.RETRY_STATE_TIMEOUT);
    assertThat(state(timeout(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START), POLICY))
        .isEqualTo(RetryState.RETRY_STATE_TIMEOUT);
    assertThat(
            state(
                Failure.newBuilder()
                    .setCanceledFailureInfo(CanceledFailureInfo.getDefaultInstance())
                    .build(),
                POLICY))
        .isEqualTo(RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE);
    assertThat(
            state(
                Failure.newBuilder()
                    .setServerFailureInfo(ServerFailureInfo.newBuilder().setNonRetryable(true))
                    .build(),
                POLICY))
        .isEqualTo(RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE);
  }

  @ParameterizedTest
  @CsvSource({
    "NaN,0,0,0,BackoffCoefficient cannot be less than 1 on retry policy.",
    "0.5,0,0,0,BackoffCoefficient cannot be less than 1 on retry policy.",
    "2,10,5,0,MaximumInterval cannot be less than InitialInterval on retry policy.",
    "2,0,0,-1,MaximumAttempts cannot be negative on retry policy."
  })
  void a_policy_that_makes_no_sense_is_refused(
      double coefficient, long initial, long maximum, int attempts, String problem) {
    var policy =
        RetryPolicy.newBuilder()
            .setBackoffCoefficient(coefficient)
            .setInitialInterval(com.google.protobuf.Duration.newBuilder().setSeconds(initial))
            .setMaximumInterval(com.google.protobuf.Duration.newBuilder().setSeconds(maximum))
            .setMaximumAttempts(attempts)
            .build();

    assertThat(RetryPolicies.problem(policy)).isEqualTo(problem);
    assertThat(RetryPolicies.problem(policy.toBuilder().setMaximumAttempts(1).build())).isNull();
  }

  private static RetryState state(Failure failure, RetryPolicy policy) {
    return Retry.after(failure, policy, 1, null, NOW).state();
  }

  private static Failure application(String type) {
    return Failure.newBuilder()
        .setApplicationFailureInfo(ApplicationFailureInfo.newBuilder().setType(type))
        .build();
  }

  private static Failure timeout(TimeoutType type) {
    return Failure.newBuilder()
        .setTimeoutFailureInfo(TimeoutFailureInfo.newBuilder().setTimeoutType(type))
        .build();
  }
}
