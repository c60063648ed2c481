package dev.perdure.internal.worker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before a call is tried again: the wait grows by a factor up to a maximum, and
/// is spread by a fifth, so that workers do not come back all at once.
record Backoff(Duration initial, Duration maximum, double factor) {
  private static final double SPREAD = 0.2;

  /// Between polls that failed.
  static final Backoff POLL = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), 2);

  /// Between other calls that failed.
  static final Backoff CALL = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), 1.7);

  /// After the server said that it is busy.
  static final Backoff BUSY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), 2);

  /// The wait after a number of failures, from 1.
  Duration after(int failures) {
    return after(failures, ThreadLocalRandom.current().nextDouble());
  }

  Duration after(int failures, double random) {
    double millis =
        Math.min(
            (double) maximum.toMillis(), initial.toMillis() * Math.pow(factor, failures - 1.0));
    return Duration.ofMillis(Math.round(millis * (1 - SPREAD + 2 * SPREAD * random)));
  }
}
