package dev.perdure.server.search;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Lengths of time as queries have them: nanoseconds, `1h30m`, `1.5d` or `hh:mm:ss`.
final class Durations {
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);

  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,19}");

  private static final Pattern PART =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{0,19})?|\\.\\d{1,19})(ns|us|µs|μs|ms|s|m|h|d)");

  private static final Pattern CLOCK = Pattern.compile("(\\d{1,6}):(\\d{1,2}):(\\d{1,2})");
  private static final int SIXTY = 60;

  private Durations() {}

  /// Nanoseconds; empty if the text is no length of time.
  static OptionalLong parse(String text) {
    try {
      if (WHOLE.matcher(text).matches()) {
        return OptionalLong.of(Long.parseLong(text));
      }
      var clock = CLOCK.matcher(text);
      if (clock.matches()) {
        return clock(
            Long.parseLong(clock.group(1)),
            Long.parseLong(clock.group(2)),
            Long.parseLong(clock.group(3)));
      }
      return parts(text);
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty(); // It does not fit.
    }
  }

  private static OptionalLong clock(long hours, long minutes, long seconds) {
    if (minutes >= SIXTY || seconds >= SIXTY) {
      return OptionalLong.empty();
    }
    long total = (hours * SIXTY + minutes) * SIXTY + seconds;
    return OptionalLong.of(Math.multiplyExact(total, 1_000_000_000L));
  }

  private static OptionalLong parts(String text) {
    boolean negative = text.startsWith("-");
    int at = negative || text.startsWith("+") ? 1 : 0;
    if (at == text.length()) {
      return OptionalLong.empty();
    }
    var total = BigDecimal.ZERO;
    var part = PART.matcher(text);
    while (at < text.length()) {
      if (!part.region(at, text.length()).lookingAt()) {
        return OptionalLong.empty();
      }
      long unit = UNITS.getOrDefault(part.group(2), 0L);
      total = total.add(new BigDecimal("0" + part.group(1)).multiply(BigDecimal.valueOf(unit)));
      at = part.end();
    }
    long nanos = total.toBigInteger().longValueExact();
    return OptionalLong.of(negative ? -nanos : nanos);
  }
}
