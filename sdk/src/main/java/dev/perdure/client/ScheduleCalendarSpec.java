package dev.perdure.client;

import io.temporal.api.schedule.v1.StructuredCalendarSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Times by the calendar: those of which every field lies in one of its ranges. They are times of
/// the spec's time zone. Immutable: each `with…` method returns a new spec, and refuses to leave a
/// field but the years without any range.
///
/// ```java
/// ScheduleCalendarSpec.daily()
///     .withHour(ScheduleRange.of(9, 17))
///     .withDayOfWeek(ScheduleRange.of(1, 5)); // every full hour of a working day
/// ```
public final class ScheduleCalendarSpec {
  private static final ScheduleCalendarSpec DAILY =
      new ScheduleCalendarSpec(
          StructuredCalendarSpec.newBuilder()
              .addAllSecond(ScheduleRange.messages(ScheduleRange.of(0)))
              .addAllMinute(ScheduleRange.messages(ScheduleRange.of(0)))
              .addAllHour(ScheduleRange.messages(ScheduleRange.of(0)))
              .addAllDayOfMonth(ScheduleRange.messages(ScheduleRange.of(1, 31)))
              .addAllMonth(ScheduleRange.messages(ScheduleRange.of(1, 12)))
              .addAllDayOfWeek(ScheduleRange.messages(ScheduleRange.of(0, 6)))
              .build());

  private final StructuredCalendarSpec message;

  ScheduleCalendarSpec(StructuredCalendarSpec message) {
    this.message = message;
  }

  /// Midnight of every day: what to change with `with…`.
  public static ScheduleCalendarSpec daily() {
    return DAILY;
  }

  private static ScheduleCalendarSpec of(StructuredCalendarSpec.Builder changed) {
    return new ScheduleCalendarSpec(changed.build());
  }

  /// The seconds, 0 to 59; 0 without it.
  public ScheduleCalendarSpec withSecond(ScheduleRange... ranges) {
    return of(
        message.toBuilder()
            .clearSecond()
            .addAllSecond(ScheduleRange.someMessages("second", ranges)));
  }

  /// The minutes, 0 to 59; 0 without it.
  public ScheduleCalendarSpec withMinute(ScheduleRange... ranges) {
    return of(
        message.toBuilder()
            .clearMinute()
            .addAllMinute(ScheduleRange.someMessages("minute", ranges)));
  }

  /// The hours, 0 to 23; 0 without it.
  public ScheduleCalendarSpec withHour(ScheduleRange... ranges) {
    return of(
        message.toBuilder().clearHour().addAllHour(ScheduleRange.someMessages("hour", ranges)));
  }

  /// The days of the month, 1 to 31; all without it.
  public ScheduleCalendarSpec withDayOfMonth(ScheduleRange... ranges) {
    return of(
        message.toBuilder()
            .clearDayOfMonth()
            .addAllDayOfMonth(ScheduleRange.someMessages("day of the month", ranges)));
  }

  /// The months, 1 to 12; all without it.
  public ScheduleCalendarSpec withMonth(ScheduleRange... ranges) {
    return of(
        message.toBuilder().clearMonth().addAllMonth(ScheduleRange.someMessages("month", ranges)));
  }

  /// The years; all without it.
  public ScheduleCalendarSpec withYear(ScheduleRange... ranges) {
    return of(message.toBuilder().clearYear().addAllYear(ScheduleRange.messages(ranges)));
  }

  /// The days of the week, 0 to 6, of which 0 is Sunday; all without it.
  public ScheduleCalendarSpec withDayOfWeek(ScheduleRange... ranges) {
    return of(
        message.toBuilder()
            .clearDayOfWeek()
            .addAllDayOfWeek(ScheduleRange.someMessages("day of the week", ranges)));
  }

  /// What these times are, for people.
  public ScheduleCalendarSpec withComment(String comment) {
    return of(message.toBuilder().setComment(comment));
  }

  /// The seconds.
  public List<ScheduleRange> second() {
    return ScheduleRange.all(message.getSecondList());
  }

  /// The minutes.
  public List<ScheduleRange> minute() {
    return ScheduleRange.all(message.getMinuteList());
  }

  /// The hours.
  public List<ScheduleRange> hour() {
    return ScheduleRange.all(message.getHourList());
  }

  /// The days of the month.
  public List<ScheduleRange> dayOfMonth() {
    return ScheduleRange.all(message.getDayOfMonthList());
  }

  /// The months.
  public List<ScheduleRange> month() {
    return ScheduleRange.all(message.getMonthList());
  }

  /// The years; empty for all.
  public List<ScheduleRange> year() {
    return ScheduleRange.all(message.getYearList());
  }

  /// The days of the week, of which 0 is Sunday.
  public List<ScheduleRange> dayOfWeek() {
    return ScheduleRange.all(message.getDayOfWeekList());
  }

  /// What these times are, for people; null for nothing.
  public @Nullable String comment() {
    return message.getComment().isEmpty() ? null : message.getComment();
  }

  StructuredCalendarSpec message() {
    return message;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScheduleCalendarSpec spec && message.equals(spec.message);
  }

  @Override
  public int hashCode() {
    return message.hashCode();
  }

  @Override
  public String toString() {
    return "second %s, minute %s, hour %s, day of month %s, month %s, year %s, day of week %s"
        .formatted(second(), minute(), hour(), dayOfMonth(), month(), year(), dayOfWeek());
  }
}
