package dev.perdure.common;

import java.time.Duration;

/// How a client's call to the server is tried again when the server cannot be reached or is busy.
///
/// Unless changed: the first retry waits 100 milliseconds, each further one 1.5 times as long, at
/// most 5 seconds, each wait 20 % longer or shorter by chance; 10 attempts within 10 seconds.
/// Waiting for a workflow's result has no such limit: it outlasts a server that restarts. Neither
/// has a worker: it polls until it is stopped, with waits from 200 milliseconds to 10 seconds, and
/// offers its answers for 60 seconds with the policy's waits. Immutable: each `with…` method
/// returns a new policy.
public final class RpcRetryPolicy {
  private static final RpcRetryPolicy DEFAULTS =
      new RpcRetryPolicy(
          Duration.ofMillis(100), 1.5, Duration.ofSeconds(5), Duration.ofSeconds(10), 10);

  private final Duration initialInterval;
  private final double backoffCoefficient;
  private final Duration maximumInterval;
  private final Duration maximumElapsed;
  private final int maximumAttempts;

  private RpcRetryPolicy(
      Duration initialInterval,
      double backoffCoefficient,
      Duration maximumInterval,
      Duration maximumElapsed,
      int maximumAttempts) {
    this.initialInterval = initialInterval;
    this.backoffCoefficient = backoffCoefficient;
    this.maximumInterval = maximumInterval;
    this.maximumElapsed = maximumElapsed;
    this.maximumAttempts = maximumAttempts;
  }

  /// The policy with nothing changed.
  public static RpcRetryPolicy defaults() {
    return DEFAULTS;
  }

  /// The wait before the first retry; must be positive.
  public RpcRetryPolicy withInitialInterval(Duration interval) {
    requirePositive(interval, "initial interval");
    return new RpcRetryPolicy(
        interval, backoffCoefficient, maximumInterval, maximumElapsed, maximumAttempts);
  }

  /// By how much each wait is longer than the one before; at least 1.
  public RpcRetryPolicy withBackoffCoefficient(double coefficient) {
    if (!(coefficient >= 1)) {
      throw new IllegalArgumentException(
          "The backoff coefficient must be at least 1, not " + coefficient + ".");
    }
    return new RpcRetryPolicy(
        initialInterval, coefficient, maximumInterval, maximumElapsed, maximumAttempts);
  }

  /// The longest wait between two attempts; must be positive.
  public RpcRetryPolicy withMaximumInterval(Duration interval) {
    requirePositive(interval, "maximum interval");
    return new RpcRetryPolicy(
        initialInterval, backoffCoefficient, interval, maximumElapsed, maximumAttempts);
  }

  /// The time after which no further attempt is made; must be positive.
  public RpcRetryPolicy withMaximumElapsed(Duration elapsed) {
    requirePositive(elapsed, "maximum time");
    return new RpcRetryPolicy(
        initialInterval, backoffCoefficient, maximumInterval, elapsed, maximumAttempts);
  }

  /// The number of attempts, the first included; 1 means no retry.
  ///
  /// @throws IllegalArgumentException when it is below 1
  public RpcRetryPolicy withMaximumAttempts(int maximum) {
    if (maximum < 1) {
      throw new IllegalArgumentException("There must be at least 1 attempt, not " + maximum + ".");
    }
    return new RpcRetryPolicy(
        initialInterval, backoffCoefficient, maximumInterval, maximumElapsed, maximum);
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

  /// The longest wait between two attempts.
  public Duration maximumInterval() {
    return maximumInterval;
  }

  /// The time after which no further attempt is made.
  public Duration maximumElapsed() {
    return maximumElapsed;
  }

  /// The number of attempts, the first included.
  public int maximumAttempts() {
    return maximumAttempts;
  }
}
