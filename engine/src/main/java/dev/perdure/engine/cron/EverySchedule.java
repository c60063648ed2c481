package dev.perdure.engine.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A slot every so many seconds, counted from the slot before.
///
/// @param period whole seconds, at least one
record EverySchedule(Duration period) implements CronSchedule {
  private static final String PREFIX = "@every ";

  static EverySchedule parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("unknown descriptor: " + text);
    }
    long seconds = DurationText.nanos(text.substring(PREFIX.length())) / 1_000_000_000;
    return new EverySchedule(Duration.ofSeconds(Math.max(1, seconds)));
  }

  @Override
  public Instant next(Instant after) {
    return after.truncatedTo(ChronoUnit.SECONDS).plus(period);
  }

  @Override
  public Instant next(Instant scheduled, Instant now) {
    var base = scheduled.truncatedTo(ChronoUnit.SECONDS);
    var passed = Duration.between(base, now);
    long slots = passed.dividedBy(period);
    if (slots < 1 || period.multipliedBy(slots).compareTo(passed) < 0) {
      slots = Math.max(0, slots) + 1;
    }
    return base.plus(period.multipliedBy(slots));
  }
}
