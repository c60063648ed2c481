package dev.perdure.internal.rpc;

import dev.perdure.common.RpcRetryPolicy;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// The waits between the attempts of one call, and which errors are worth another attempt.
final class Backoff {
  private static final double JITTER = 0.2;
  private static final Duration BUSY_INITIAL = Duration.ofSeconds(1);
  private static final Duration BUSY_MAXIMUM = Duration.ofSeconds(10);
  private static final double BUSY_COEFFICIENT = 2;

  private final RpcRetryPolicy policy;
  private final boolean outlasting;
  private final long startNanos = System.nanoTime();
  private int failures;

  private Backoff(RpcRetryPolicy policy, boolean outlasting) {
    this.policy = policy;
    this.outlasting = outlasting;
  }

  /// Within the policy's number of attempts and time.
  static Backoff limited(RpcRetryPolicy policy) {
    return new Backoff(policy, false);
  }

  /// For as long as the server is away or busy; for other errors within the policy's number of
  /// attempts.
  static Backoff outlasting(RpcRetryPolicy policy) {
    return new Backoff(policy, true);
  }

  /// How many attempts have failed.
  int failures() {
    return failures;
  }

  /// Nanoseconds to wait before the next attempt; negative when there is none.
  long nextNanos(Status status) {
    failures++;
    boolean unlimited = outlasting && isAway(status);
    if (!retryable(status) || (!unlimited && failures >= policy.maximumAttempts())) {
      return -1;
    }
    double wait =
        interval(policy.initialInterval(), policy.backoffCoefficient(), policy.maximumInterval());
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      wait = Math.max(wait, interval(BUSY_INITIAL, BUSY_COEFFICIENT, BUSY_MAXIMUM));
    }
    long jittered =
        (long) (wait * (1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble()));
    long elapsed = System.nanoTime() - startNanos;
    boolean tooLate = !outlasting && elapsed + jittered > policy.maximumElapsed().toNanos();
    return tooLate ? -1 : jittered;
  }

  private static boolean isAway(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, RESOURCE_EXHAUSTED -> true;
      default -> false;
    };
  }

  private double interval(Duration initial, double coefficient, Duration maximum) {
    return Math.min(
        initial.toNanos() * Math.pow(coefficient, failures - 1), (double) maximum.toNanos());
  }

  private boolean retryable(Status status) {
    return switch (status.getCode()) {
      // A poll that the server did not answer in time, or cut off when it shut down, is asked
      // again.
      case DEADLINE_EXCEEDED, CANCELLED -> outlasting;
      default -> CallErrors.isTransient(status);
    };
  }
}
