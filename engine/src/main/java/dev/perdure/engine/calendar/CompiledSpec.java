package dev.perdure.engine.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.ScheduleSpec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A schedule's spec, ready to say when it is due: at the times of all its calendars and intervals
/// but those that an exclusion matches, from its start to its end, each later by a jitter that
/// depends on nothing but the time and the schedule. Immutable.
public final class CompiledSpec {
  /// How many excluded times in a row are looked at: more have no time between them that a schedule
  /// could be meant for.
  private static final int MOST_EXCLUDED = 100_000;

  private static final long MOST_JITTER_MILLIS = 0xffff_ffffL;

  /// The seconds from year 1 to 1970.
  private static final long YEAR_ONE_SECONDS = 62_135_596_800L;

  private final ScheduleSpec spec;
  private final String seed;
  private final List<CompiledCalendar> calendars;
  private final List<CompiledCalendar> exclusions;
  private final Instant start;
  private final long jitterMillis;

  /// A time of a schedule.
  ///
  /// @param nominal as the spec says
  /// @param actual with the jitter
  public record Due(Instant nominal, Instant actual) {}

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
    this.start = instant(spec.getStartTime());
    this.jitterMillis = millis(spec.getJitter());
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

  /// The first time after this one; null if none comes.
  public @Nullable Due next(Instant after) {
    var justBefore = start.minusSeconds(1);
    var from = after.isBefore(justBefore) ? justBefore : after;
    var nominal = nominal(from);
    for (int i = 0; nominal != null && i < MOST_EXCLUDED; i++) {
      if (isOver(nominal)) {
        return null;
      }
      var excludedUntil = excludedUntil(nominal);
      if (excludedUntil == null) {
        return new Due(nominal, nominal.plusMillis(jitter(nominal)));
      }
      nominal = nominal(excludedUntil);
    }
    return null;
  }

  private boolean isOver(Instant nominal) {
    return (spec.hasEndTime() && nominal.isAfter(instant(spec.getEndTime())))
        || nominal.atOffset(ZoneOffset.UTC).getYear() > CalendarField.LAST_YEAR;
  }

  /// The first time after this one, excluded or not.
  private @Nullable Instant nominal(Instant after) {
    if (after.atOffset(ZoneOffset.UTC).getYear() > CalendarField.LAST_YEAR) {
      return null;
    }
    @Nullable Instant first = null;
    for (var calendar : calendars) {
      first = earlier(first, calendar.next(after));
    }
    for (var interval : spec.getIntervalList()) {
      first = earlier(first, next(interval, after.getEpochSecond()));
    }
    return first;
  }

  private static Instant next(IntervalSpec interval, long after) {
    long every = Math.max(1, interval.getInterval().getSeconds());
    long phase = Math.max(0, interval.getPhase().getSeconds());
    return Instant.ofEpochSecond(((after - phase) / every + 1) * every + phase);
  }

  /// Up to when an exclusion that matches this time is certain to match, null if none does.
  private @Nullable Instant excludedUntil(Instant nominal) {
    for (var exclusion : exclusions) {
      if (exclusion.matches(nominal)) {
        return exclusion.matchesUntil(nominal);
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
  private long jitter(Instant nominal) {
    if (jitterMillis <= 0) {
      return 0;
    }
    var following = nominal(nominal);
    long gap =
        following == null ? Long.MAX_VALUE : following.toEpochMilli() - nominal.toEpochMilli();
    long most = Math.min(Math.min(gap, jitterMillis), MOST_JITTER_MILLIS);
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
