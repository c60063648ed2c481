package dev.perdure.common;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a failed activity or workflow is tried again. The server carries it out.
///
/// Unless changed: the first retry waits 1 second, each further one twice as long, at most 100
/// times the first; the number of attempts has no limit. Immutable: each `with…` method returns a
/// new policy, and refuses what cannot be with an [IllegalArgumentException].
public final class RetryPolicy {
  private static final RetryPolicy DEFAULTS =
      new RetryPolicy(Duration.ofSeconds(1), 2.0, null, 0, List.of());

  private final Duration initialInterval;
  private final double backoffCoefficient;
  private final @Nullable Duration maximumInterval;
  private final int maximumAttempts;
  private final List<String> nonRetryableErrorTypes;

  private RetryPolicy(
      Duration initialInterval,
      double backoffCoefficient,
      @Nullable Duration maximumInterval,
      int maximumAttempts,
      List<String> nonRetryableErrorTypes) {
    this.initialInterval = initialInterval;
    this.backoffCoefficient = backoffCoefficient;
    this.maximumInterval = maximumInterval;
    this.maximumAttempts = maximumAttempts;
    this.nonRetryableErrorTypes = nonRetryableErrorTypes;
  }

  /// The policy with nothing changed.
  public static RetryPolicy defaults() {
    return DEFAULTS;
  }

  /// At most this many attempts, the first included; 1 means no retry, 0 no limit.
  public static RetryPolicy attempts(int maximum) {
    return DEFAULTS.withMaximumAttempts(maximum);
  }

  /// The wait before the first retry; must be positive.
  public RetryPolicy withInitialInterval(Duration interval) {
    requirePositive(interval, "initial interval");
    return new RetryPolicy(
        interval, backoffCoefficient, maximumInterval, maximumAttempts, nonRetryableErrorTypes);
  }

  /// By how much each wait is longer than the one before; at least 1.
  public RetryPolicy withBackoffCoefficient(double coefficient) {
    if (!(coefficient >= 1)) {
      throw new IllegalArgumentException(
          "The backoff coefficient must be at least 1, not " + coefficient + ".");
    }
    return new RetryPolicy(
        initialInterval, coefficient, maximumInterval, maximumAttempts, nonRetryableErrorTypes);
  }

  /// The longest wait between two attempts; not shorter than the initial interval, which is checked
  /// where the policy is used.
  public RetryPolicy withMaximumInterval(Duration interval) {
    requirePositive(interval, "maximum interval");
    return new RetryPolicy(
        initialInterval, backoffCoefficient, interval, maximumAttempts, nonRetryableErrorTypes);
  }

  /// At most this many attempts, the first included; 1 means no retry, 0 no limit.
  public RetryPolicy withMaximumAttempts(int maximum) {
    if (maximum < 0) {
      throw new IllegalArgumentException(
          "The maximum number of attempts must not be negative, but is " + maximum + ".");
    }
    return new RetryPolicy(
        initialInterval, backoffCoefficient, maximumInterval, maximum, nonRetryableErrorTypes);
  }

  /// The types of application failures that are final: `ApplicationFailure` types, or the simple
  /// names of exception classes.
  public RetryPolicy withNonRetryableErrorTypes(String... types) {
    return new RetryPolicy(
        initialInterval, backoffCoefficient, maximumInterval, maximumAttempts, List.of(types));
  }

  private static void requirePositive(Duration duration, String what) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(
          "The " + what + " must be positive, but is " + duration + ".");
    }
  }

  /// The wait before the first retry.
  public Duration initialInterval() {
    return initialInterval;
  }

  /// By how much each wait is longer than the one before.
  public double backoffCoefficient() {
    return backoffCoefficient;
  }

  /// The longest wait between two attempts: 100 times the initial interval when not set.
  public Duration maximumInterval() {
    return maximumInterval == null ? initialInterval.multipliedBy(100) : maximumInterval;
  }

  /// The number of attempts, the first included; 0 for no limit.
  public int maximumAttempts() {
    return maximumAttempts;
  }

  /// The types of application failures that are final.
  public List<String> nonRetryableErrorTypes() {
    return nonRetryableErrorTypes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetryPolicy policy
        && initialInterval.equals(policy.initialInterval)
        && backoffCoefficient == policy.backoffCoefficient
        && maximumInterval().equals(policy.maximumInterval())
        && maximumAttempts == policy.maximumAttempts
        && nonRetryableErrorTypes.equals(policy.nonRetryableErrorTypes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        initialInterval, backoffCoefficient, maximumAttempts, nonRetryableErrorTypes);
  }

  @Override
  public String toString() {
    return "RetryPolicy[initial %s, coefficient %s, maximum %s, attempts %s, final %s]"
        .formatted(
            initialInterval,
            backoffCoefficient,
            maximumInterval(),
            maximumAttempts == 0 ? "unlimited" : maximumAttempts,
            nonRetryableErrorTypes);
  }
}
