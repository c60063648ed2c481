package dev.perdure.engine.calendar;

import io.temporal.api.schedule.v1.Range;
import io.temporal.api.schedule.v1.StructuredCalendarSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A calendar in a time zone: the seconds whose local time matches all of its fields. A time that
/// the clocks skip in spring is none of them, one that they repeat in autumn is there twice.
///
/// @param years empty if all of them match
record CompiledCalendar(
    BitSet seconds,
    BitSet minutes,
    BitSet hours,
    BitSet daysOfMonth,
    BitSet months,
    BitSet years,
    BitSet daysOfWeek,
    ZoneId zone) {

  static CompiledCalendar of(StructuredCalendarSpec calendar, ZoneId zone) {
    return new CompiledCalendar(
        bits(calendar.getSecondList()),
        bits(calendar.getMinuteList()),
        bits(calendar.getHourList()),
        bits(calendar.getDayOfMonthList()),
        bits(calendar.getMonthList()),
        bits(calendar.getYearList()),
        bits(calendar.getDayOfWeekList()),
        zone);
  }

  private static BitSet bits(List<Range> ranges) {
    var bits = new BitSet();
    for (var range : ranges) {
      int end = Math.max(range.getStart(), range.getEnd());
      int step = range.getStep() == 0 ? 1 : range.getStep();
      for (long value = range.getStart(); value <= end; value += step) {
        bits.set((int) value);
      }
    }
    return bits;
  }

  boolean matches(Instant time) {
    var local = time.atZone(zone);
    return matches(local.toLocalDate())
        && hours.get(local.getHour())
        && minutes.get(local.getMinute())
        && seconds.get(local.getSecond());
  }

  private boolean matches(LocalDate date) {
    return hasYear(date.getYear())
        && months.get(date.getMonthValue())
        && daysOfMonth.get(date.getDayOfMonth())
        && daysOfWeek.get(date.getDayOfWeek().getValue() % 7);
  }

  private boolean hasYear(int year) {
    return years.isEmpty() || years.get(year);
  }

  /// The first of its times after this one; null if none comes up to the end.
  @Nullable Instant next(Instant after, Instant end, Steps steps) {
    steps.take();
    if (isEmpty()) {
      return null;
    }
    var from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    var date = from.atZone(zone).toLocalDate();
    var last = end.atZone(zone).toLocalDate();
    while (!date.isAfter(last) && date.getYear() <= CalendarField.LAST_YEAR) {
      steps.take();
      if (!hasYear(date.getYear())) {
        date = LocalDate.ofYearDay(date.getYear() + 1, 1);
      } else if (!months.get(date.getMonthValue())) {
        date = date.withDayOfMonth(1).plusMonths(1);
      } else {
        var found = matches(date) ? within(date, from, steps) : null;
        if (found != null) {
          return found.isAfter(end) ? null : found;
        }
        date = date.plusDays(1);
      }
    }
    return null;
  }

  /// Whether it has no times: then the search for one would go through the seconds of every day.
  private boolean isEmpty() {
    return seconds.isEmpty()
        || minutes.isEmpty()
        || hours.isEmpty()
        || daysOfMonth.isEmpty()
        || months.isEmpty()
        || daysOfWeek.isEmpty();
  }

  /// The day's first time from this one on.
  private @Nullable Instant within(LocalDate date, Instant from, Steps steps) {
    var begin = date.atStartOfDay(zone).toInstant();
    var end = date.plusDays(1).atStartOfDay(zone).toInstant();
    var change = zone.getRules().nextTransition(begin);
    var changed = change == null ? end : change.getInstant();
    var time = begin.isAfter(from) ? begin : from;
    while (time.isBefore(end)) {
      steps.take();
      var local = time.atZone(zone);
      int past = mismatch(local);
      if (past == 0 && local.toLocalDate().equals(date)) {
        return time;
      }
      var next = time.plusSeconds(Math.max(1, past));
      // The clocks may change before the local hour or minute is over.
      time = time.isBefore(changed) && next.isAfter(changed) ? changed : next;
    }
    return null;
  }

  /// How many seconds are left of the first unit that does not match, 0 if all match.
  private int mismatch(ZonedDateTime local) {
    if (!hours.get(local.getHour())) {
      return 3600 - local.getMinute() * 60 - local.getSecond();
    }
    if (!minutes.get(local.getMinute())) {
      return 60 - local.getSecond();
    }
    return seconds.get(local.getSecond()) ? 0 : 1;
  }

  /// The last second of the time from here on, without a gap, of which all that counts is certain
  /// to match, if this one does: the rest of a minute, hour or day.
  ///
  /// @param counting the seconds of a minute that count
  Instant matchesUntil(Instant time, BitSet counting) {
    var others = (BitSet) counting.clone();
    others.andNot(seconds);
    if (!others.isEmpty()) {
      return time;
    }
    var local = time.atZone(zone);
    if (minutes.cardinality() < 60) {
      return time.plusSeconds(59L - local.getSecond());
    }
    if (hours.cardinality() < 24) {
      return lastBefore(time, 3600L - local.getMinute() * 60L - local.getSecond());
    }
    return local.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant().minusSeconds(1);
  }

  /// The second before so many have passed, or before the clocks change.
  private Instant lastBefore(Instant time, long seconds) {
    var end = time.plusSeconds(seconds);
    var change = zone.getRules().nextTransition(time);
    return (change != null && change.getInstant().isBefore(end) ? change.getInstant() : end)
        .minusSeconds(1);
  }
}
