package dev.perdure.engine.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A slot at every minute whose local time matches all fields. A minute that the clocks skip in
/// spring has no slot, one that they repeat in autumn has two.
record CalendarSchedule(
    CronField minutes,
    CronField hours,
    CronField daysOfMonth,
    CronField months,
    CronField daysOfWeek,
    ZoneId zone)
    implements CronSchedule {
  private static final int YEARS = 5;

  static CalendarSchedule parse(String text, ZoneId zone) {
    var fields = text.strip().split("\\s+", -1);
    if (fields.length != 5) {
      throw new IllegalArgumentException("expected five fields: " + text);
    }
    return new CalendarSchedule(
        CronField.parse(CronField.Kind.MINUTE, fields[0]),
        CronField.parse(CronField.Kind.HOUR, fields[1]),
        CronField.parse(CronField.Kind.DAY_OF_MONTH, fields[2]),
        CronField.parse(CronField.Kind.MONTH, fields[3]),
        CronField.parse(CronField.Kind.DAY_OF_WEEK, fields[4]),
        zone);
  }

  @Override
  public @Nullable Instant next(Instant after) {
    var from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    var date = from.atZone(zone).toLocalDate();
    for (int last = date.getYear() + YEARS; date.getYear() <= last; date = date.plusDays(1)) {
      var found = matches(date) ? within(date, from) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  @Override
  public @Nullable Instant next(Instant scheduled, Instant now) {
    var justBefore = now.minusNanos(1);
    return next(justBefore.isAfter(scheduled) ? justBefore : scheduled);
  }

  private boolean matches(LocalDate date) {
    if (!months.has(date.getMonthValue())) {
      return false;
    }
    boolean dayOfMonth = daysOfMonth.has(date.getDayOfMonth());
    boolean dayOfWeek = daysOfWeek.has(date.getDayOfWeek().getValue() % 7);
    if (daysOfMonth.isAny() || daysOfWeek.isAny()) {
      return dayOfMonth && dayOfWeek;
    }
    return dayOfMonth || dayOfWeek;
  }

  /// The day's first slot from this time on.
  private @Nullable Instant within(LocalDate date, Instant from) {
    var begin = date.atStartOfDay(zone).toInstant();
    var end = date.plusDays(1).atStartOfDay(zone).toInstant();
    var time = begin.isAfter(from) ? begin : from;
    while (time.isBefore(end)) {
      var local = time.atZone(zone);
      int pastMinute = local.getSecond();
      if (pastMinute > 0) {
        time = time.plusSeconds(60 - pastMinute);
      } else if (!hours.has(local.getHour())) {
        time = nextHour(time, local.getMinute());
      } else if (minutes.has(local.getMinute()) && local.toLocalDate().equals(date)) {
        return time;
      } else {
        time = time.plusSeconds(60);
      }
    }
    return null;
  }

  /// When the local hour changes, be it because the clocks do.
  private Instant nextHour(Instant time, int minute) {
    var next = time.plus(Duration.ofMinutes(60L - minute));
    var change = zone.getRules().nextTransition(time);
    return change != null && change.getInstant().isBefore(next) ? change.getInstant() : next;
  }
}
