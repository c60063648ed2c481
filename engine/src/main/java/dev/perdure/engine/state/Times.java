package dev.perdure.engine.state;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Between the protocol's times and ours.
public final class Times {
  private static final Duration CENTURY = Duration.ofDays(36_500);

  private Times() {}

  public static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  public static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  public static com.google.protobuf.Duration proto(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /// A longer one than a century counts as a century, so that no sum leaves the calendar.
  public static Duration duration(com.google.protobuf.Duration duration) {
    if (duration.getSeconds() == 0 && duration.getNanos() == 0) {
      return Duration.ZERO;
    }
    return duration.getSeconds() >= CENTURY.toSeconds()
        ? CENTURY
        : Duration.ofSeconds(
            Math.max(duration.getSeconds(), -CENTURY.toSeconds()), duration.getNanos());
  }

  /// The smaller of two durations in which zero means "no limit".
  public static Duration shorter(Duration a, Duration b) {
    if (a.isZero()) {
      return b;
    }
    return b.isZero() || a.compareTo(b) <= 0 ? a : b;
  }

  /// The earlier of two times in which null means "never".
  public static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    if (a == null) {
      return b;
    }
    return b == null || !b.isBefore(a) ? a : b;
  }

  /// `start + duration`, or null ("never") if the duration is zero.
  public static @Nullable Instant deadline(Instant start, Duration duration) {
    return duration.isZero() ? null : start.plus(duration);
  }
}
