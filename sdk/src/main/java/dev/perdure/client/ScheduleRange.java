package dev.perdure.client;

import io.temporal.api.schedule.v1.Range;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Numbers of a field of a [ScheduleCalendarSpec]: from a start to an end, both included, in steps.
public final class ScheduleRange {
  private final int start;
  private final int end;
  private final int step;

  private ScheduleRange(int start, int end, int step) {
    this.start = start;
    this.end = end;
    this.step = step;
  }

  /// One number.
  public static ScheduleRange of(int number) {
    return of(number, number, 1);
  }

  /// All numbers from a start to an end, both included.
  public static ScheduleRange of(int start, int end) {
    return of(start, end, 1);
  }

  /// Every `step`th number from a start to an end, both included.
  ///
  /// @throws IllegalArgumentException when a number is negative, the end is before the start, or
  ///   the step is not positive
  public static ScheduleRange of(int start, int end, int step) {
    if (start < 0 || end < start || step < 1) {
      throw new IllegalArgumentException(
          "There is no range from %d to %d in steps of %d.".formatted(start, end, step));
    }
    return new ScheduleRange(start, end, step);
  }

  /// The protocol may leave out the end and the step.
  static ScheduleRange of(Range message) {
    return new ScheduleRange(
        message.getStart(),
        Math.max(message.getStart(), message.getEnd()),
        Math.max(1, message.getStep()));
  }

  static List<ScheduleRange> all(List<Range> messages) {
    return messages.stream().map(ScheduleRange::of).toList();
  }

  static List<Range> messages(ScheduleRange... ranges) {
    return List.of(ranges).stream().map(ScheduleRange::message).toList();
  }

  /// As [#messages], of a field that no time has when nothing is in it.
  static List<Range> someMessages(String field, ScheduleRange... ranges) {
    if (ranges.length == 0) {
      throw new IllegalArgumentException(
          "A calendar needs at least one %s: without any it has no times.".formatted(field));
    }
    return messages(ranges);
  }

  private Range message() {
    return Range.newBuilder().setStart(start).setEnd(end).setStep(step).build();
  }

  /// The first number.
  public int start() {
    return start;
  }

  /// The largest number that may be meant.
  public int end() {
    return end;
  }

  /// From each number to the next.
  public int step() {
    return step;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScheduleRange range
        && start == range.start
        && end == range.end
        && step == range.step;
  }

  @Override
  public int hashCode() {
    return Objects.hash(start, end, step);
  }

  /// As in cron: `5`, `1-5` or `0-59/10`.
  @Override
  public String toString() {
    String numbers = start == end ? Integer.toString(start) : start + "-" + end;
    return step == 1 ? numbers : numbers + "/" + step;
  }
}
