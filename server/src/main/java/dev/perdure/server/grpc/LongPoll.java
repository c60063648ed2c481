package dev.perdure.server.grpc;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How long a worker's poll is held.
final class LongPoll {
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final Duration BEFORE_DEADLINE = Duration.ofSeconds(1);

  private LongPoll() {}

  /// When to answer empty, on the scale of [System#nanoTime]: a second before the caller gives up,
  /// so that it sees an empty answer and not a failure.
  static long expiresAt(@Nullable Deadline deadline) {
    long wait = MOST.toNanos();
    if (deadline != null) {
      wait =
          Math.min(wait, deadline.timeRemaining(TimeUnit.NANOSECONDS) - BEFORE_DEADLINE.toNanos());
    }
    return System.nanoTime() + wait;
  }
}
