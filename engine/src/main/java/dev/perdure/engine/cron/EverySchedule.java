package dev.perdure.engine.cron;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// A slot every so many seconds, counted from the slot before.
///
/// @param period whole seconds, at least one
record EverySchedule(Duration period) implements CronSchedule {
  private static final String PREFIX = "@every ";
  private static final Pattern PART =
      Pattern.compile("\\G(\\d{1,19}(?:\\.\\d{0,19})?|\\.\\d{1,19})(ns|us|µs|μs|ms|s|m|h)");
  private static final BigDecimal MOST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

  static EverySchedule parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("unknown descriptor: " + text);
    }
    long seconds = nanos(text.substring(PREFIX.length())) / 1_000_000_000;
    return new EverySchedule(Duration.ofSeconds(Math.max(1, seconds)));
  }

  /// `1h30m`, `1.5h`, `-90s`, `0`.
  private static long nanos(String text) {
    boolean isNegative = text.startsWith("-");
    var rest = isNegative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return 0;
    }
    var sum = BigDecimal.ZERO;
    var part = PART.matcher(rest);
    int end = 0;
    while (part.find()) {
      sum = sum.add(new BigDecimal(part.group(1)).multiply(nanosOf(part.group(2))));
      end = part.end();
    }
    if (end == 0 || end < rest.length() || sum.compareTo(MOST_NANOS) > 0) {
      throw new IllegalArgumentException("not a duration: " + text);
    }
    return isNegative ? -sum.longValue() : sum.longValue();
  }

  private static BigDecimal nanosOf(String unit) {
    return BigDecimal.valueOf(
        switch (unit) {
          case "ns" -> 1L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 1_000L;
        });
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
