package dev.perdure.engine.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.perdure.engine.calendar.NextTime.Due;
import dev.perdure.engine.calendar.NextTime.NotUntil;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.ScheduleSpec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A schedule's spec, ready to say when it is due: at the times of all its calendars and intervals
/// but those that an exclusion matches, from its start to its end, each later by a jitter that
/// depends on nothing but the time and the schedule. Immutable.
public final class CompiledSpec {
  /// What clients are told of a spec that [#isInVain].
  public static final String IN_VAIN =
      "Invalid schedule spec: it never fires, as none of its calendars and intervals has a time"
          + " that is not excluded, from its start to its end";

  /// How far one round of a search looks: no part makes many steps in it.
  private static final long ROUND_SECONDS = 31 * 86_400;

  /// Enough to look at each day of a century.
  private static final int VAIN_STEPS = 400_000;

  private static final NextTime NEVER = new NextTime.Never();

  /// Before the first time that a calendar can name by its year.
  private static final Instant BEFORE_ALL = Instant.parse("1999-12-30T00:00:00Z");

  private static final long MOST_JITTER_MILLIS = 0xffff_ffffL;

  /// The seconds from year 1 to 1970.
  private static final long YEAR_ONE_SECONDS = 62_135_596_800L;

  private final ScheduleSpec spec;
  private final String seed;
  private final List<CompiledCalendar> calendars;
  private final List<CompiledCalendar> exclusions;

  /// The seconds of a minute in which a time may be.
  private final BitSet seconds;

  private final Instant start;
  private final long jitterMillis;

  private CompiledSpec(ScheduleSpec spec, String seed) {
    var zone = Zones.of(spec.getTimezoneName());
    this.spec = spec;
    this.seed = seed;
    this.calendars =
        spec.getStructuredCalendarList().stream()
            .map(calendar -> CompiledCalendar.of(calendar, zone))
            .toList();
    this.exclusions =
        spec.getExcludeStructuredCalendarList().stream()
            .map(calendar -> CompiledCalendar.of(calendar, zone))
            .toList();
    this.seconds = seconds(spec.getIntervalList(), calendars);
    this.start = instant(spec.getStartTime());
    this.jitterMillis = millis(spec.getJitter());
  }

  private static BitSet seconds(List<IntervalSpec> intervals, List<CompiledCalendar> calendars) {
    var seconds = new BitSet();
    calendars.forEach(calendar -> seconds.or(calendar.seconds()));
    for (var interval : intervals) {
      if (every(interval) % 60 == 0) {
        seconds.set((int) (phase(interval) % 60));
      } else {
        seconds.set(0, 60);
      }
    }
    return seconds;
  }

  private static long millis(Duration jitter) {
    return Math.min(jitter.getSeconds(), MOST_JITTER_MILLIS / 1_000) * 1_000
        + jitter.getNanos() / 1_000_000;
  }

  /// Makes a spec ready.
  ///
  /// @param spec in its canonical form
  /// @param seed tells the jitter of this schedule from that of others
  public static CompiledSpec of(ScheduleSpec spec, String seed) {
    return new CompiledSpec(spec, seed);
  }

  /// The first time after this one.
  public NextTime next(Instant after) {
    return next(after, Steps.usual());
  }

  /// The first time after this one.
  ///
  /// @param steps what the search may take; it stops soon after the last one
  public NextTime next(Instant after, Steps steps) {
    var justBefore = start.minusSeconds(1);
    var from = after.isBefore(justBefore) ? justBefore : after;
    do {
      if (isOver(from)) {
        return NEVER;
      }
      var end = from.plusSeconds(ROUND_SECONDS);
      var nominal = nominal(from, end, steps);
      if (nominal == null) {
        from = end;
      } else if (isOver(nominal)) {
        return NEVER;
      } else {
        var excludedUntil = excludedUntil(nominal, steps);
        if (excludedUntil == null) {
          return new Due(nominal, nominal.plusMillis(jitter(nominal, steps)));
        }
        from = excludedUntil;
      }
    } while (steps.areLeft());
    return new NotUntil(from);
  }

  /// Whether it has calendars or intervals, and yet none of their times ever comes: the 30th of
  /// February, times that are all excluded, an end before the start. One whose times have passed is
  /// none of these, nor is one for which that cannot be told in about 20 milliseconds.
  public boolean isInVain() {
    boolean namesTimes = !calendars.isEmpty() || spec.getIntervalCount() > 0;
    return namesTimes && next(BEFORE_ALL, Steps.of(VAIN_STEPS)) instanceof NextTime.Never;
  }

  private boolean isOver(Instant time) {
    return (spec.hasEndTime() && time.isAfter(instant(spec.getEndTime())))
        || time.atOffset(ZoneOffset.UTC).getYear() > CalendarField.LAST_YEAR;
  }

  /// The first time after this one, excluded or not; null if none comes up to the end.
  private @Nullable Instant nominal(Instant after, Instant end, Steps steps) {
    steps.take();
    @Nullable Instant first = null;
    for (var calendar : calendars) {
      first = earlier(first, calendar.next(after, first == null ? end : first, steps));
    }
    for (var interval : spec.getIntervalList()) {
      steps.take();
      first = earlier(first, next(interval, after.getEpochSecond()));
    }
    return first == null || first.isAfter(end) ? null : first;
  }

  private static Instant next(IntervalSpec interval, long after) {
    long every = every(interval);
    long phase = phase(interval);
    return Instant.ofEpochSecond(((after - phase) / every + 1) * every + phase);
  }

  private static long every(IntervalSpec interval) {
    return Math.max(1, interval.getInterval().getSeconds());
  }

  private static long phase(IntervalSpec interval) {
    return Math.max(0, interval.getPhase().getSeconds());
  }

  /// Up to when every time is certain to be excluded, null if this one is not.
  private @Nullable Instant excludedUntil(Instant nominal, Steps steps) {
    for (var exclusion : exclusions) {
      steps.take();
      if (exclusion.matches(nominal)) {
        return exclusion.matchesUntil(nominal, seconds);
      }
    }
    return null;
  }

  private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isBefore(b) ? a : b;
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /// Never so much that the time would come after the one that follows it.
  private long jitter(Instant nominal, Steps steps) {
    if (jitterMillis <= 0) {
      return 0;
    }
    long most = Math.min(jitterMillis, MOST_JITTER_MILLIS);
    var following = nominal(nominal, nominal.plusMillis(most), steps);
    if (following != null) {
      most = following.toEpochMilli() - nominal.toEpochMilli();
    }
    return (hash(nominal) * most) >>> 32;
  }

  /// From the time in the binary form of Go's `time.Time`, and the seed.
  private long hash(Instant nominal) {
    var suffix = seed.getBytes(UTF_8);
    var bytes =
        ByteBuffer.allocate(15 + suffix.length)
            .put((byte) 1)
            .putLong(nominal.getEpochSecond() + YEAR_ONE_SECONDS)
            .putInt(nominal.getNano())
            .putShort((short) -1)
            .put(suffix);
    return Integer.toUnsignedLong(Fingerprint.of(bytes.array()));
  }
}
