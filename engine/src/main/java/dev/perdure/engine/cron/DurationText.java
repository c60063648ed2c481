package dev.perdure.engine.cron;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/// Durations as Go writes them: `1h30m`, `1.5h`, `-90s`, `0`.
public final class DurationText {
  private static final Pattern PART =
      Pattern.compile("\\G(\\d{1,19}(?:\\.\\d{0,19})?|\\.\\d{1,19})(ns|us|µs|μs|ms|s|m|h|d)");
  private static final BigDecimal MOST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

  private DurationText() {}

  /// @throws IllegalArgumentException if it is none, or longer than 292 years
  static long nanos(String text) {
    return nanos(text, false);
  }

  /// With days of 24 hours too: `1d12h`.
  ///
  /// @throws IllegalArgumentException if it is none, or longer than 292 years
  public static long nanosWithDays(String text) {
    return nanos(text, true);
  }

  private static long nanos(String text, boolean withDays) {
    boolean isNegative = text.startsWith("-");
    var rest = isNegative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return 0;
    }
    var sum = BigDecimal.ZERO;
    var part = PART.matcher(rest);
    int end = 0;
    while (part.find() && (withDays || !part.group(2).equals("d"))) {
      sum = sum.add(new BigDecimal(part.group(1)).multiply(nanosOf(part.group(2))));
      end = part.end();
    }
    if (end == 0 || end < rest.length() || sum.compareTo(MOST_NANOS) > 0) {
      throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
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
          case "d" -> 86_400_000_000_000L;
          default -> 1_000L;
        });
  }
}
