package dev.perdure.engine.calendar;

import io.temporal.api.schedule.v1.CalendarSpec;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.Range;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.schedule.v1.StructuredCalendarSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one form in which specs are kept: cron strings and calendars in words have become structured
/// calendars and intervals.
public final class CanonicalSpec {
  /// Most calendars, intervals and exclusions of one spec: each look for the next time goes through
  /// all of them.
  static final int MOST_PARTS = 1_000;

  private static final int COMMENT_BYTES = 200;
  private static final long LONGEST_SECONDS = 315_576_000_000L;

  private CanonicalSpec() {}

  /// The canonical form of a spec, which is that of itself too.
  ///
  /// @throws IllegalArgumentException if the spec makes no sense; the message says why
  @SuppressWarnings("deprecation") // Older clients write exclusions in words.
  public static ScheduleSpec of(ScheduleSpec spec) {
    for (var interval : spec.getIntervalList()) {
      checkDuration("interval", interval.getInterval());
      checkDuration("phase", interval.getPhase());
    }
    var canonical = spec.toBuilder().clearCalendar().clearExcludeCalendar().clearCronString();
    for (var calendar : spec.getCalendarList()) {
      canonical.addStructuredCalendar(structured(calendar));
    }
    for (var calendar : spec.getExcludeCalendarList()) {
      canonical.addExcludeStructuredCalendar(structured(calendar));
    }
    addCronStrings(canonical, spec.getCronStringList());
    for (var calendar : canonical.getStructuredCalendarList()) {
      check(calendar);
    }
    for (var calendar : canonical.getExcludeStructuredCalendarList()) {
      check(calendar);
    }
    for (var interval : canonical.getIntervalList()) {
      check(interval);
    }
    if (parts(canonical) > MOST_PARTS) {
      throw new IllegalArgumentException(
          "more than " + MOST_PARTS + " calendars, intervals and exclusions");
    }
    if (!canonical.getTimezoneData().isEmpty()) {
      throw new IllegalArgumentException(
          "timezone_data is not supported, use the name of a time zone");
    }
    Zones.of(canonical.getTimezoneName());
    return canonical.build();
  }

  private static int parts(ScheduleSpec.Builder spec) {
    return spec.getStructuredCalendarCount()
        + spec.getExcludeStructuredCalendarCount()
        + spec.getIntervalCount();
  }

  /// A calendar in words as a structured one.
  ///
  /// @throws IllegalArgumentException with all that is wrong with it
  static StructuredCalendarSpec structured(CalendarSpec calendar) {
    var words = new Words();
    var made =
        StructuredCalendarSpec.newBuilder()
            .setComment(calendar.getComment())
            .addAllSecond(words.read(CalendarField.SECOND, calendar.getSecond()))
            .addAllMinute(words.read(CalendarField.MINUTE, calendar.getMinute()))
            .addAllHour(words.read(CalendarField.HOUR, calendar.getHour()))
            .addAllDayOfWeek(words.read(CalendarField.DAY_OF_WEEK, calendar.getDayOfWeek()))
            .addAllDayOfMonth(words.read(CalendarField.DAY_OF_MONTH, calendar.getDayOfMonth()))
            .addAllMonth(words.read(CalendarField.MONTH, calendar.getMonth()))
            .addAllYear(words.read(CalendarField.YEAR, calendar.getYear()));
    if (!words.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(", ", words.problems));
    }
    return made.build();
  }

  /// Reads field after field, and remembers what was wrong.
  private static final class Words {
    final List<String> problems = new ArrayList<>();

    List<Range> read(CalendarField field, String text) {
      try {
        return field.parse(text);
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
        return List.of();
      }
    }
  }

  /// All cron strings must agree on the time zone, also in naming none.
  private static void addCronStrings(ScheduleSpec.Builder canonical, List<String> texts) {
    @Nullable String zone = null;
    for (var text : texts) {
      var cron = CronString.parse(text);
      if (zone != null && !zone.equals(cron.zone())) {
        throw new IllegalArgumentException("conflicting timezone names");
      }
      zone = cron.zone();
      if (cron.calendar() != null) {
        canonical.addStructuredCalendar(cron.calendar());
      }
      if (cron.interval() != null) {
        canonical.addInterval(cron.interval());
      }
    }
    if (zone == null || zone.isEmpty()) {
      return;
    }
    var named = canonical.getTimezoneName();
    if ((!named.isEmpty() && !named.equals(zone)) || !canonical.getTimezoneData().isEmpty()) {
      throw new IllegalArgumentException("conflicting timezone names");
    }
    canonical.setTimezoneName(zone);
  }

  private static void check(StructuredCalendarSpec calendar) {
    var problems = new ArrayList<String>();
    CalendarField.SECOND.check(calendar.getSecondList(), problems);
    CalendarField.MINUTE.check(calendar.getMinuteList(), problems);
    CalendarField.HOUR.check(calendar.getHourList(), problems);
    CalendarField.DAY_OF_MONTH.check(calendar.getDayOfMonthList(), problems);
    CalendarField.MONTH.check(calendar.getMonthList(), problems);
    CalendarField.YEAR.check(calendar.getYearList(), problems);
    CalendarField.DAY_OF_WEEK.check(calendar.getDayOfWeekList(), problems);
    if (calendar.getCommentBytes().size() > COMMENT_BYTES) {
      problems.add("comment is too long");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("invalid calendar spec: " + String.join(", ", problems));
    }
  }

  private static void check(IntervalSpec interval) {
    var every = interval.getInterval();
    var phase = interval.getPhase();
    if (every.getSeconds() < 1) {
      throw new IllegalArgumentException("interval is too small");
    }
    if (phase.getSeconds() < 0 || phase.getNanos() < 0) {
      throw new IllegalArgumentException("phase is negative");
    }
    if (phase.getSeconds() > every.getSeconds()
        || (phase.getSeconds() == every.getSeconds() && phase.getNanos() >= every.getNanos())) {
      throw new IllegalArgumentException("phase cannot be greater than Interval");
    }
  }

  private static void checkDuration(String what, com.google.protobuf.Duration duration) {
    long seconds = duration.getSeconds();
    int nanos = duration.getNanos();
    if (Math.abs(seconds) > LONGEST_SECONDS
        || Math.abs(nanos) > 999_999_999
        || (seconds > 0 && nanos < 0)
        || (seconds < 0 && nanos > 0)) {
      throw new IllegalArgumentException(
          "%s is not a valid duration: seconds:%d nanos:%d".formatted(what, seconds, nanos));
    }
  }

  /// The form that clients are shown: ranges have their defaults filled in.
  public static ScheduleSpec shown(ScheduleSpec spec) {
    var shown = spec.toBuilder().clearStructuredCalendar().clearExcludeStructuredCalendar();
    for (var calendar : spec.getStructuredCalendarList()) {
      shown.addStructuredCalendar(shown(calendar));
    }
    for (var calendar : spec.getExcludeStructuredCalendarList()) {
      shown.addExcludeStructuredCalendar(shown(calendar));
    }
    return shown.build();
  }

  private static StructuredCalendarSpec shown(StructuredCalendarSpec calendar) {
    return StructuredCalendarSpec.newBuilder()
        .addAllSecond(shown(calendar.getSecondList()))
        .addAllMinute(shown(calendar.getMinuteList()))
        .addAllHour(shown(calendar.getHourList()))
        .addAllDayOfMonth(shown(calendar.getDayOfMonthList()))
        .addAllMonth(shown(calendar.getMonthList()))
        .addAllYear(shown(calendar.getYearList()))
        .addAllDayOfWeek(shown(calendar.getDayOfWeekList()))
        .setComment(calendar.getComment())
        .build();
  }

  private static List<Range> shown(List<Range> ranges) {
    return ranges.stream()
        .map(
            range ->
                range.toBuilder()
                    .setEnd(Math.max(range.getStart(), range.getEnd()))
                    .setStep(range.getStep() == 0 ? 1 : range.getStep())
                    .build())
        .toList();
  }
}
