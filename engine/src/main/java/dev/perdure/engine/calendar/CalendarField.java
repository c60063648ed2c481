package dev.perdure.engine.calendar;

import io.temporal.api.schedule.v1.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// One field of a calendar: the values that it may have, and how it is written.
enum CalendarField {
  SECOND("Second", 0, 59, "0"),
  MINUTE("Minute", 0, 59, "0"),
  HOUR("Hour", 0, 23, "0"),
  DAY_OF_MONTH("DayOfMonth", 1, 31, "*"),
  MONTH("Month", 1, 12, "*"),
  YEAR("Year", 2000, 2100, "*"),
  DAY_OF_WEEK("DayOfWeek", 0, 6, "*");

  /// The last year that calendars know.
  static final int LAST_YEAR = 2100;

  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
  private static final int SUNDAY_AGAIN = 7;

  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  private static final List<String> DAYS =
      List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");

  private final String label;
  final int min;
  final int max;
  private final String whenEmpty;

  CalendarField(String label, int min, int max, String whenEmpty) {
    this.label = label;
    this.min = min;
    this.max = max;
    this.whenEmpty = whenEmpty;
  }

  /// Reads `*`, `5`, `mon`, `1-5`, each with `/2` for every second value, or several with commas
  /// between them. All years are no range at all.
  ///
  /// @throws IllegalArgumentException if it says something else
  List<Range> parse(String text) {
    var trimmed = text.strip();
    var whole = trimmed.isEmpty() ? whenEmpty : trimmed;
    if (this == YEAR && whole.equals("*")) {
      return List.of();
    }
    var ranges = new ArrayList<Range>();
    for (var part : whole.split(",", -1)) {
      add(ranges, part);
    }
    return ranges;
  }

  private void add(List<Range> ranges, String part) {
    var halves = part.split("/", -1);
    if (halves.length > 2) {
      throw wrong("has too many slashes");
    }
    int step = halves.length == 1 ? 1 : step(halves[1]);
    int first = min;
    int last = lastWritten();
    if (!halves[0].equals("*")) {
      var ends = halves[0].split("-", -1);
      if (ends.length > 2) {
        throw wrong("has too many dashes");
      }
      boolean isRange = ends.length == 2;
      first = value(ends[0], min, isRange ? "Start is not in range" : "is not in range");
      if (isRange) {
        last = value(ends[1], first, "End is before Start or not in range");
      } else if (halves.length == 1) {
        last = first;
      }
    }
    if (this == DAY_OF_WEEK && last == SUNDAY_AGAIN) {
      // Sunday is day 0: a range that ends with day 7 may need a second one.
      if ((SUNDAY_AGAIN - first) % step == 0 && (step > 1 || first > 1)) {
        ranges.add(Range.getDefaultInstance());
        if (first == SUNDAY_AGAIN) {
          return;
        }
      }
      last = max;
    }
    ranges.add(
        Range.newBuilder()
            .setStart(first)
            .setEnd(first == last ? 0 : last)
            .setStep(step == 1 ? 0 : step)
            .build());
  }

  private int lastWritten() {
    return this == DAY_OF_WEEK ? SUNDAY_AGAIN : max;
  }

  private int step(String text) {
    if (text.isEmpty()) {
      throw wrong("missing step value");
    }
    if (!INTEGER.matcher(text).matches()) {
      throw new IllegalArgumentException("strconv.Atoi: parsing \"" + text + "\": invalid syntax");
    }
    long step = Long.parseLong(text);
    if (step < 1) {
      throw wrong("has invalid Step");
    }
    return (int) Math.min(step, Integer.MAX_VALUE);
  }

  private int value(String text, int least, String problem) {
    int named = named(text);
    if (named < 0 && !INTEGER.matcher(text).matches()) {
      throw outOfRange(problem);
    }
    long value = named >= 0 ? named : Long.parseLong(text);
    if (value < least || value > lastWritten()) {
      throw outOfRange(problem);
    }
    return (int) value;
  }

  /// The value of a name, which may be cut short; -1 if it is none.
  private int named(String text) {
    boolean isMonth = this == MONTH && text.length() >= 3;
    boolean isDay = this == DAY_OF_WEEK && text.length() >= 2;
    var names = isMonth ? MONTHS : isDay ? DAYS : List.<String>of();
    var lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).startsWith(lower)) {
        return i + (isMonth ? 1 : 0);
      }
    }
    return -1;
  }

  private IllegalArgumentException outOfRange(String problem) {
    return wrong("%s [%d-%d]".formatted(problem, min, lastWritten()));
  }

  private IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(label + " " + problem);
  }

  /// Adds what is wrong with ranges.
  void check(List<Range> ranges, List<String> problems) {
    for (var range : ranges) {
      if (range.getStart() < min || range.getStart() > max) {
        problems.add("%s Start is not in range [%d-%d]".formatted(label, min, max));
      }
      if (range.getEnd() != 0 && (range.getEnd() < range.getStart() || range.getEnd() > max)) {
        problems.add("%s End is before Start or not in range [%d-%d]".formatted(label, min, max));
      }
      if (range.getStep() < 0) {
        problems.add(label + " has invalid Step");
      }
    }
  }
}
