package dev.perdure.engine.calendar;

import dev.perdure.engine.cron.DurationText;
import io.temporal.api.schedule.v1.CalendarSpec;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.StructuredCalendarSpec;
import org.jspecify.annotations.Nullable;

/// A cron string of a schedule: five to seven fields, `@hourly` and its like, or `@every 5h/45m`;
/// in front `CRON_TZ=Europe/Berlin `, behind a comment after `#`. The dialect is not that of a
/// workflow's cron schedule (`engine/cron`): here a day must match both of its fields.
///
/// @param calendar null if it is an interval
/// @param interval null if it is a calendar
/// @param zone empty if it names none
record CronString(
    @Nullable StructuredCalendarSpec calendar, @Nullable IntervalSpec interval, String zone) {

  /// @throws IllegalArgumentException if it is none
  static CronString parse(String text) {
    var rest = text.strip();
    var zone = "";
    if (rest.startsWith("TZ=") || rest.startsWith("CRON_TZ=")) {
      int end = rest.indexOf(' ');
      if (end < 0) {
        throw new IllegalArgumentException("CronString has time zone but missing fields");
      }
      zone = rest.substring(rest.indexOf('=') + 1, end);
      rest = rest.substring(end + 1);
    }
    int hash = rest.indexOf('#');
    var comment = hash < 0 ? "" : rest.substring(hash + 1).strip();
    rest = (hash < 0 ? rest : rest.substring(0, hash)).strip();
    return rest.startsWith("@every")
        ? new CronString(null, interval(rest), "")
        : new CronString(calendar(fields(rest), comment), null, zone);
  }

  private static IntervalSpec interval(String text) {
    int space = text.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("CronString does not have interval after @every");
    }
    var parts = text.substring(space + 1).split("/", 2);
    var interval = IntervalSpec.newBuilder().setInterval(duration(parts[0]));
    if (parts.length > 1 && !parts[1].isEmpty()) {
      interval.setPhase(duration(parts[1]));
    }
    return interval.build();
  }

  private static com.google.protobuf.Duration duration(String text) {
    long nanos = DurationText.nanosWithDays(text);
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  private static String fields(String text) {
    return switch (text) {
      case "@yearly", "@annually" -> "0 0 1 1 *";
      case "@monthly" -> "0 0 1 * *";
      case "@weekly" -> "0 0 * * 0";
      case "@daily", "@midnight" -> "0 0 * * *";
      case "@hourly" -> "0 * * * *";
      default -> text;
    };
  }

  private static StructuredCalendarSpec calendar(String fields, String comment) {
    var words = fields.split("\\s+", 9);
    if (words.length < 5 || words.length > 7) {
      throw new IllegalArgumentException("CronString does not have 5-7 fields");
    }
    int minute = words.length == 7 ? 1 : 0;
    var calendar =
        CalendarSpec.newBuilder()
            .setMinute(words[minute])
            .setHour(words[minute + 1])
            .setDayOfMonth(words[minute + 2])
            .setMonth(words[minute + 3])
            .setDayOfWeek(words[minute + 4])
            .setComment(comment);
    if (words.length == 7) {
      calendar.setSecond(words[0]);
    }
    if (words.length > 5) {
      calendar.setYear(words[minute + 5]);
    }
    return CanonicalSpec.structured(calendar.build());
  }
}
