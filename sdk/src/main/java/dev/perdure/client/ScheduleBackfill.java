package dev.perdure.client;

import dev.perdure.internal.wire.Wire;
import io.temporal.api.schedule.v1.BackfillRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A time that a schedule goes through as if it passed now. Immutable.
public final class ScheduleBackfill {
  private final Instant startAt;
  private final Instant endAt;
  private final @Nullable ScheduleOverlapPolicy overlap;

  private ScheduleBackfill(
      Instant startAt, Instant endAt, @Nullable ScheduleOverlapPolicy overlap) {
    this.startAt = startAt;
    this.endAt = endAt;
    this.overlap = overlap;
  }

  /// The time from one instant to another.
  ///
  /// @throws IllegalArgumentException when the end is before the start
  public static ScheduleBackfill of(Instant startAt, Instant endAt) {
    if (endAt.isBefore(startAt)) {
      throw new IllegalArgumentException(
          "A backfill from %s cannot end at %s, which is before.".formatted(startAt, endAt));
    }
    return new ScheduleBackfill(startAt, endAt, null);
  }

  /// An overlap policy for these actions; the schedule's own without it, by which most of them may
  /// be skipped. `BUFFER_ALL` and `ALLOW_ALL` skip none.
  public ScheduleBackfill withOverlap(ScheduleOverlapPolicy overlap) {
    return new ScheduleBackfill(startAt, endAt, overlap);
  }

  /// Where it begins.
  public Instant startAt() {
    return startAt;
  }

  /// Where it ends.
  public Instant endAt() {
    return endAt;
  }

  /// The overlap policy of these actions; null for the schedule's own.
  public @Nullable ScheduleOverlapPolicy overlap() {
    return overlap;
  }

  BackfillRequest message() {
    return BackfillRequest.newBuilder()
        .setStartTime(Wire.timestamp(startAt))
        .setEndTime(Wire.timestamp(endAt))
        .setOverlapPolicy(SchedulePolicy.message(overlap))
        .build();
  }
}
