package dev.perdure.engine.cron;

import java.util.List;
import java.util.Locale;

/// One field of an expression: the values at which it holds.
///
/// @param values a bit for each
/// @param isAny whether it says nothing (`*`, `?`): of the two fields for days the other one
///   decides then
record CronField(long values, boolean isAny) {
  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  /// The place of a field in the expression, with the values that it may have.
  enum Kind {
    MINUTE(0, 59),
    HOUR(0, 23),
    DAY_OF_MONTH(1, 31),
    MONTH(1, 12),
    DAY_OF_WEEK(0, 6);

    private final int min;
    private final int max;

    Kind(int min, int max) {
      this.min = min;
      this.max = max;
    }

    private List<String> names() {
      return switch (this) {
        case MONTH -> MONTHS;
        case DAY_OF_WEEK -> DAYS;
        default -> List.of();
      };
    }

    private int value(String text) {
      int named = text.isEmpty() ? -1 : names().indexOf(text.toLowerCase(Locale.ROOT));
      return named >= 0 ? named : number(text);
    }
  }

  boolean has(int value) {
    return (values & (1L << value)) != 0;
  }

  static CronField parse(Kind kind, String text) {
    long values = 0;
    boolean isAny = false;
    for (var part : text.split(",", -1)) {
      if (!part.isEmpty()) {
        var field = part(kind, part);
        values |= field.values;
        isAny |= field.isAny;
      }
    }
    return new CronField(values, isAny);
  }

  /// `*`, `5`, `mon`, `1-5`, each with `/2` for every second value.
  private static CronField part(Kind kind, String text) {
    var parts = text.split("/", -1);
    var ends = parts[0].split("-", -1);
    if (parts.length > 2) {
      throw bad(text);
    }
    boolean isAny = ends[0].equals("*") || ends[0].equals("?");
    if (ends.length > 2 && !isAny) {
      throw bad(text);
    }
    int step = parts.length == 1 ? 1 : number(parts[1]);
    int first = isAny ? kind.min : kind.value(ends[0]);
    int last;
    if (isAny) {
      last = kind.max;
    } else if (ends.length == 2) {
      last = kind.value(ends[1]);
    } else {
      last = parts.length == 1 ? first : kind.max;
    }
    if (first < kind.min || last > kind.max || first > last || step == 0) {
      throw bad(text);
    }
    long values = 0;
    for (long value = first; value <= last; value += step) {
      values |= 1L << value;
    }
    return new CronField(values, isAny && step == 1);
  }

  private static int number(String text) {
    var digits = text.startsWith("+") ? text.substring(1) : text;
    if (digits.isEmpty() || digits.chars().anyMatch(c -> c < '0' || c > '9')) {
      throw bad(text);
    }
    try {
      return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: " + text, e);
    }
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException("not a value of this field: " + text);
  }
}
