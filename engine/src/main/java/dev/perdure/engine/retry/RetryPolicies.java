package dev.perdure.engine.retry;

import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.RetryPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Defaults and limits of retry policies.
public final class RetryPolicies {
  private static final Duration INITIAL_INTERVAL = Duration.ofSeconds(1);
  private static final double COEFFICIENT = 2.0;
  private static final int MAXIMUM_INTERVAL_FACTOR = 100;

  private RetryPolicies() {}

  /// The policy with defaults for what it leaves out: 1 s, doubled each time up to 100 times the
  /// first interval, without an end.
  public static RetryPolicy withDefaults(RetryPolicy policy) {
    var initial = Times.duration(policy.getInitialInterval());
    if (initial.isZero()) {
      initial = INITIAL_INTERVAL;
    }
    var maximum = Times.duration(policy.getMaximumInterval());
    if (maximum.isZero()) {
      maximum = initial.multipliedBy(MAXIMUM_INTERVAL_FACTOR);
    }
    return policy.toBuilder()
        .setInitialInterval(Times.proto(initial))
        .setBackoffCoefficient(
            policy.getBackoffCoefficient() == 0 ? COEFFICIENT : policy.getBackoffCoefficient())
        .setMaximumInterval(Times.proto(maximum))
        .build();
  }

  /// What is wrong with the policy, null if nothing is.
  public static @Nullable String problem(RetryPolicy policy) {
    if (policy.getMaximumAttempts() == 1) {
      return null; // It never retries: the rest does not matter.
    }
    var initial = Times.duration(policy.getInitialInterval());
    var maximum = Times.duration(policy.getMaximumInterval());
    if (initial.isNegative()) {
      return "InitialInterval cannot be negative on retry policy.";
    }
    double coefficient = policy.getBackoffCoefficient();
    if (coefficient != 0 && !(coefficient >= 1)) { // So that NaN is refused as well.
      return "BackoffCoefficient cannot be less than 1 on retry policy.";
    }
    if (maximum.isNegative()) {
      return "MaximumInterval cannot be negative on retry policy.";
    }
    if (!maximum.isZero() && maximum.compareTo(initial) < 0) {
      return "MaximumInterval cannot be less than InitialInterval on retry policy.";
    }
    if (policy.getMaximumAttempts() < 0) {
      return "MaximumAttempts cannot be negative on retry policy.";
    }
    return null;
  }
}
