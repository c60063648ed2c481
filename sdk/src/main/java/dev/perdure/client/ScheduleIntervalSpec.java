package dev.perdure.client;

import dev.perdure.internal.wire.Wire;
import io.temporal.api.schedule.v1.IntervalSpec;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Times at a fixed distance: the multiples of an interval since 1970 in UTC, all later by an
/// offset. Immutable.
public final class ScheduleIntervalSpec {
  private final IntervalSpec message;

  ScheduleIntervalSpec(IntervalSpec message) {
    this.message = message;
  }

  /// The multiples of an interval of whole seconds.
  ///
  /// @throws IllegalArgumentException when it is shorter than a second, or has parts of one
  public static ScheduleIntervalSpec every(Duration interval) {
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "A schedule's interval must be at least a second, not %s.".formatted(interval));
    }
    requireWholeSeconds("interval", interval);
    return new ScheduleIntervalSpec(
        IntervalSpec.newBuilder().setInterval(Wire.duration(interval)).build());
  }

  /// All times later by this; zero without it.
  ///
  /// @throws IllegalArgumentException when it is negative, not shorter than the interval, or has
  ///   parts of a second
  public ScheduleIntervalSpec withOffset(Duration offset) {
    if (offset.isNegative() || offset.compareTo(every()) >= 0) {
      throw new IllegalArgumentException(
          "An interval of %s has no offset of %s: from zero to less than the interval."
              .formatted(every(), offset));
    }
    requireWholeSeconds("offset", offset);
    return new ScheduleIntervalSpec(message.toBuilder().setPhase(Wire.duration(offset)).build());
  }

  /// Servers leave the rest out, and act more often than was meant.
  private static void requireWholeSeconds(String what, Duration duration) {
    if (!duration.truncatedTo(ChronoUnit.SECONDS).equals(duration)) {
      throw new IllegalArgumentException(
          "A schedule's %s must be of whole seconds, not %s.".formatted(what, duration));
    }
  }

  /// From each time to the next.
  public Duration every() {
    return Wire.duration(message.getInterval());
  }

  /// By how much the times are later than the multiples of the interval.
  public Duration offset() {
    return Wire.duration(message.getPhase());
  }

  IntervalSpec message() {
    return message;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScheduleIntervalSpec spec
        && every().equals(spec.every())
        && offset().equals(spec.offset());
  }

  @Override
  public int hashCode() {
    return every().hashCode() * 31 + offset().hashCode();
  }

  @Override
  public String toString() {
    return "every " + every() + (offset().isZero() ? "" : ", " + offset() + " later");
  }
}
