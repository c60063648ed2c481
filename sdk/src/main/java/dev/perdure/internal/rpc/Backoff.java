package dev.perdure.internal.rpc;

import dev.perdure.common.RpcRetryPolicy;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The waits between the attempts of one call, and which errors are worth another attempt. Waits
/// grow by a factor up to a maximum, and are spread by a fifth, so that not all come back at once.
public final class Backoff {
  private static final double JITTER = 0.2;
  private static final Duration BUSY_INITIAL = Duration.ofSeconds(1);
  private static final Duration BUSY_MAXIMUM = Duration.ofSeconds(10);
  private static final double BUSY_COEFFICIENT = 2;
  private static final RpcRetryPolicy POLLING =
      RpcRetryPolicy.defaults()
          .withInitialInterval(Duration.ofMillis(200))
          .withBackoffCoefficient(2)
          .withMaximumInterval(Duration.ofSeconds(10));

  /// What bounds the attempts.
  private enum Bound {
    ONE_ATTEMPT,
    POLICY,
    TIME,
    SERVER_BACK,
    NONE
  }

  private final Bound bound;
  private final RpcRetryPolicy policy;

  /// The time after which no further attempt is made; null for no such time.
  private final @Nullable Duration elapsedMax;

  private final long startNanos = System.nanoTime();
  private int failures;

  private Backoff(Bound bound, RpcRetryPolicy policy, @Nullable Duration elapsedMax) {
    this.bound = bound;
    this.policy = policy;
    this.elapsedMax = elapsedMax;
  }

  /// One attempt only.
  static Backoff none() {
    return new Backoff(Bound.ONE_ATTEMPT, RpcRetryPolicy.defaults(), null);
  }

  /// Within the policy's number of attempts and time.
  static Backoff limited(RpcRetryPolicy policy) {
    return new Backoff(Bound.POLICY, policy, policy.maximumElapsed());
  }

  /// With the policy's waits, for a time: for calls that may be done twice, so that an attempt
  /// without an answer is followed by another one, too.
  static Backoff within(Duration patience, RpcRetryPolicy policy) {
    return new Backoff(Bound.TIME, policy, patience);
  }

  /// For as long as the server is away or busy; for other errors within the policy's number of
  /// attempts.
  static Backoff outlasting(RpcRetryPolicy policy) {
    return new Backoff(Bound.SERVER_BACK, policy, null);
  }

  /// Between the polls of a worker: from 200 milliseconds to 10 seconds, without an end, after any
  /// error.
  public static Backoff polling() {
    return new Backoff(Bound.NONE, POLLING, null);
  }

  /// How many attempts have failed.
  public int failures() {
    return failures;
  }

  /// Counts a failure. Nanoseconds to wait before the next attempt; negative when there is none.
  public long nextNanos(Status status) {
    failures++;
    if (!isRetried(status)) {
      return -1;
    }
    double wait =
        interval(policy.initialInterval(), policy.backoffCoefficient(), policy.maximumInterval());
    if (CallErrors.isBusy(status)) {
      wait = Math.max(wait, interval(BUSY_INITIAL, BUSY_COEFFICIENT, BUSY_MAXIMUM));
    }
    long jittered =
        (long) (wait * (1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble()));
    long elapsed = System.nanoTime() - startNanos;
    boolean tooLate = elapsedMax != null && elapsed + jittered > elapsedMax.toNanos();
    return tooLate ? -1 : jittered;
  }

  private boolean isRetried(Status status) {
    return switch (bound) {
      case ONE_ATTEMPT -> false;
      case POLICY -> CallErrors.isTransient(status) && failures < policy.maximumAttempts();
      case TIME ->
          CallErrors.isTransient(status) || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
      case SERVER_BACK ->
          isAway(status) || (CallErrors.isTransient(status) && failures < policy.maximumAttempts());
      case NONE -> true;
    };
  }

  private static boolean isAway(Status status) {
    return switch (status.getCode()) {
      // A poll that the server did not answer in time, or cut off when it shut down, is asked
      // again.
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
      default -> CallErrors.isBusy(status);
    };
  }

  private double interval(Duration initial, double coefficient, Duration maximum) {
    return Math.min(
        initial.toNanos() * Math.pow(coefficient, failures - 1), (double) maximum.toNanos());
  }
}
