package dev.perdure.client;

import com.google.protobuf.TextFormat;
import dev.perdure.internal.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// When a schedule acts: at the times of its calendars, intervals and cron expressions together,
/// without those that are skipped. Immutable: each `with…` method returns a new spec.
///
/// The server may turn cron expressions into calendars, so a description may show others than were
/// given.
public final class ScheduleSpec {
  private static final ScheduleSpec EMPTY =
      new ScheduleSpec(io.temporal.api.schedule.v1.ScheduleSpec.getDefaultInstance());

  // what the server said, so that an update keeps also what has no name here
  private final io.temporal.api.schedule.v1.ScheduleSpec message;

  ScheduleSpec(io.temporal.api.schedule.v1.ScheduleSpec message) {
    this.message = message;
  }

  /// No times: a schedule with it acts when it is triggered, and is forgotten when it was not for a
  /// week, unless it is paused: a paused one can be triggered, too.
  public static ScheduleSpec empty() {
    return EMPTY;
  }

  /// The multiples of an interval of at least a second, since 1970 in UTC.
  public static ScheduleSpec every(Duration interval) {
    return EMPTY.withIntervals(ScheduleIntervalSpec.every(interval));
  }

  /// The times of a calendar.
  public static ScheduleSpec calendar(ScheduleCalendarSpec calendar) {
    return EMPTY.withCalendars(calendar);
  }

  /// The times of a cron expression: see [#withCronExpressions].
  public static ScheduleSpec cron(String expression) {
    return EMPTY.withCronExpressions(expression);
  }

  private static ScheduleSpec of(io.temporal.api.schedule.v1.ScheduleSpec.Builder changed) {
    return new ScheduleSpec(changed.build());
  }

  /// The times of these calendars, in place of those of others.
  public ScheduleSpec withCalendars(ScheduleCalendarSpec... calendars) {
    return of(
        message.toBuilder()
            .clearCalendar()
            .clearStructuredCalendar()
            .addAllStructuredCalendar(
                Stream.of(calendars).map(ScheduleCalendarSpec::message).toList()));
  }

  /// The times of these intervals, in place of those of others.
  public ScheduleSpec withIntervals(ScheduleIntervalSpec... intervals) {
    return of(
        message.toBuilder()
            .clearInterval()
            .addAllInterval(Stream.of(intervals).map(ScheduleIntervalSpec::message).toList()));
  }

  /// The times of these cron expressions, in place of those of others: five fields as in `0 12 * *
  /// MON-FRI`, six with a year behind them, seven with seconds before; `@daily` and the like,
  /// `@every 1h`; `CRON_TZ=Europe/Berlin` before and `# a comment` behind.
  public ScheduleSpec withCronExpressions(String... expressions) {
    return of(message.toBuilder().clearCronString().addAllCronString(List.of(expressions)));
  }

  /// Leaves out the times of these calendars.
  public ScheduleSpec withSkip(ScheduleCalendarSpec... calendars) {
    return of(
        message.toBuilder()
            .clearExcludeStructuredCalendar()
            .addAllExcludeStructuredCalendar(
                Stream.of(calendars).map(ScheduleCalendarSpec::message).toList()));
  }

  /// Leaves out what is before this time; null for nothing.
  public ScheduleSpec withStartAt(@Nullable Instant time) {
    var changed = message.toBuilder().clearStartTime();
    return of(time == null ? changed : changed.setStartTime(Wire.timestamp(time)));
  }

  /// Leaves out what is after this time; null for nothing.
  public ScheduleSpec withEndAt(@Nullable Instant time) {
    var changed = message.toBuilder().clearEndTime();
    return of(time == null ? changed : changed.setEndTime(Wire.timestamp(time)));
  }

  /// Puts each action off by up to this, by chance, but not beyond the next one; not at all without
  /// it.
  ///
  /// @throws IllegalArgumentException when it is negative
  public ScheduleSpec withJitter(Duration jitter) {
    if (jitter.isNegative()) {
      throw new IllegalArgumentException(
          "A schedule's jitter must not be negative, but is %s.".formatted(jitter));
    }
    return of(message.toBuilder().setJitter(Wire.duration(jitter)));
  }

  /// The time zone of calendars and cron expressions, as in `Europe/Berlin`; UTC without it.
  public ScheduleSpec withTimeZoneName(String name) {
    return of(message.toBuilder().clearTimezoneData().setTimezoneName(name));
  }

  /// The calendars.
  public List<ScheduleCalendarSpec> calendars() {
    return message.getStructuredCalendarList().stream().map(ScheduleCalendarSpec::new).toList();
  }

  /// The intervals.
  public List<ScheduleIntervalSpec> intervals() {
    return message.getIntervalList().stream().map(ScheduleIntervalSpec::new).toList();
  }

  /// The cron expressions that the server has not made calendars of.
  public List<String> cronExpressions() {
    return List.copyOf(message.getCronStringList());
  }

  /// The calendars whose times are left out.
  public List<ScheduleCalendarSpec> skip() {
    return message.getExcludeStructuredCalendarList().stream()
        .map(ScheduleCalendarSpec::new)
        .toList();
  }

  /// The time before which there is no action; null for none.
  public @Nullable Instant startAt() {
    return message.hasStartTime() ? Wire.instant(message.getStartTime()) : null;
  }

  /// The time after which there is no action; null for none.
  public @Nullable Instant endAt() {
    return message.hasEndTime() ? Wire.instant(message.getEndTime()) : null;
  }

  /// By how much actions are put off at most.
  public Duration jitter() {
    return Wire.duration(message.getJitter());
  }

  /// The time zone; null for UTC.
  public @Nullable String timeZoneName() {
    return message.getTimezoneName().isEmpty() ? null : message.getTimezoneName();
  }

  io.temporal.api.schedule.v1.ScheduleSpec message() {
    return message;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScheduleSpec spec && message.equals(spec.message);
  }

  @Override
  public int hashCode() {
    return message.hashCode();
  }

  @Override
  public String toString() {
    return "ScheduleSpec["
        + TextFormat.printer().emittingSingleLine(true).printToString(message)
        + "]";
  }
}
