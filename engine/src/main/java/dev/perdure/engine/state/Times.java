package dev.perdure.engine.state;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Between the protocol's times and ours.
public final class Times {
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

  public static Duration duration(com.google.protobuf.Duration duration) {
    return duration.getSeconds() == 0 && duration.getNanos() == 0
        ? Duration.ZERO
        : Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
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
