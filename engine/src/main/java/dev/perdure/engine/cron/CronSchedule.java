package dev.perdure.engine.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesException;
import org.jspecify.annotations.Nullable;

/// The slots at which a chain of runs goes on, by a cron expression in the dialect of Temporal's
/// server: five fields (minute, hour, day of month, month, day of week), `@hourly` and its like, or
/// `@every 90s`; in front `CRON_TZ=Europe/Berlin ` if the time zone is not UTC.
public sealed interface CronSchedule permits CalendarSchedule, EverySchedule {
  /// The longest expression that is read, in characters: reading one must not hold up others.
  int MAX_LENGTH = 1_000;

  /// Reads an expression.
  ///
  /// @throws IllegalArgumentException if it is none
  static CronSchedule parse(String expression) {
    if (expression.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "longer than %d characters: %d".formatted(MAX_LENGTH, expression.length()));
    }
    ZoneId zone = ZoneOffset.UTC;
    var rest = expression;
    if (expression.startsWith("TZ=") || expression.startsWith("CRON_TZ=")) {
      int end = expression.indexOf(' ');
      if (end < 0) {
        throw new IllegalArgumentException("nothing follows the time zone: " + expression);
      }
      zone = zone(expression.substring(expression.indexOf('=') + 1, end));
      rest = expression.substring(end).strip();
    }
    return rest.startsWith("@") ? named(rest, zone) : CalendarSchedule.parse(rest, zone);
  }

  /// What is wrong with the expression, null if nothing is; it may be empty.
  static @Nullable String problem(String expression, Instant now) {
    if (expression.isEmpty()) {
      return null;
    }
    try {
      return parse(expression).next(now) == null
          ? "invalid CronSchedule, no time can be found to satisfy the schedule"
          : null;
    } catch (IllegalArgumentException e) {
      return "invalid CronSchedule.";
    }
  }

  private static CronSchedule named(String name, ZoneId zone) {
    return switch (name) {
      case "@yearly", "@annually" -> CalendarSchedule.parse("0 0 1 1 *", zone);
      case "@monthly" -> CalendarSchedule.parse("0 0 1 * *", zone);
      case "@weekly" -> CalendarSchedule.parse("0 0 * * 0", zone);
      case "@daily", "@midnight" -> CalendarSchedule.parse("0 0 * * *", zone);
      case "@hourly" -> CalendarSchedule.parse("0 * * * *", zone);
      default -> EverySchedule.parse(name);
    };
  }

  /// "Local" is the server's own zone, which is UTC.
  private static ZoneId zone(String name) {
    if (name.isEmpty() || name.equals("Local")) {
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(name, ZoneId.SHORT_IDS);
    } catch (ZoneRulesException e) {
      throw new IllegalArgumentException("no such time zone: " + name, e);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException("not a time zone: " + name, e);
    }
  }

  /// The first slot after this time; null if none comes within five years.
  @Nullable Instant next(Instant after);

  /// The first slot that is after `scheduled` and not before `now`.
  @Nullable Instant next(Instant scheduled, Instant now);

  /// How long the next run waits, in whole seconds; null if no slot comes any more.
  ///
  /// @param scheduled the slot of the run before, or when the chain was begun
  default @Nullable Duration backoff(Instant scheduled, Instant now) {
    var next = now.isBefore(scheduled) ? scheduled : next(scheduled, now);
    if (next == null) {
      return null;
    }
    var wait = Duration.between(now, next);
    return Duration.ofSeconds(wait.getNano() == 0 ? wait.getSeconds() : wait.getSeconds() + 1);
  }
}
