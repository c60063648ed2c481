package dev.perdure.server.grpc;

import java.time.Duration;

/// How long a worker's poll is held.
final class LongPoll {
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final Duration BEFORE_DEADLINE = Duration.ofSeconds(1);

  private LongPoll() {}

  /// When to answer empty, on the scale of [System#nanoTime]: a second before the caller gives up,
  /// so that it sees an empty answer and not a failure.
  static long expiresAt(UnaryCall<?, ?> call) {
    return System.nanoTime() + call.waitNanos(MOST, BEFORE_DEADLINE);
  }
}
