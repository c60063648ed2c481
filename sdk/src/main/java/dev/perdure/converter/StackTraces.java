package dev.perdure.converter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Stack traces as text, the way Java prints them, and back.
final class StackTraces {
  /// Deeper than people read, and far below the size limit of a payload.
  private static final int FRAMES_MAX = 200;

  /// From here outwards the frames are the worker's, the same for every failure.
  private static final String CALLER_OF_USER_CODE = "dev.perdure.internal.definition.DefinedMethod";

  private static final Pattern FRAME =
      Pattern.compile(
          "\\s*at (?:[^/()\\s]*/)*([^/()\\s]+)\\.([^.()\\s]+)\\(([^:()]*)(?::(\\d+))?\\)");

  private StackTraces() {}

  /// The frames of user code, one a line.
  static String print(Throwable exception) {
    StackTraceElement[] trace = exception.getStackTrace();
    int end = Math.min(trace.length, FRAMES_MAX);
    for (int i = 0; i < end; i++) {
      if (trace[i].getClassName().equals(CALLER_OF_USER_CODE)) {
        end = i;
        while (end > 0 && isReflection(trace[end - 1].getClassName())) {
          end--;
        }
      }
    }
    var result = new StringBuilder();
    for (int i = 0; i < end; i++) {
      result.append("at ").append(trace[i]).append('\n');
    }
    return result.toString();
  }

  private static boolean isReflection(String className) {
    return className.startsWith("java.lang.reflect.")
        || className.startsWith("jdk.internal.reflect.")
        || className.startsWith("java.lang.invoke.");
  }

  /// The frames in a text that Java printed; none for the texts of other languages.
  static StackTraceElement[] parse(String text) {
    List<StackTraceElement> result = new ArrayList<>();
    text.lines()
        .limit(FRAMES_MAX)
        .forEach(
            line -> {
              Matcher frame = FRAME.matcher(line);
              if (frame.matches()) {
                result.add(element(frame));
              }
            });
    return result.toArray(StackTraceElement[]::new);
  }

  private static StackTraceElement element(Matcher frame) {
    String file = frame.group(3);
    String line = frame.group(4);
    int lineNumber =
        line != null && line.length() < 10
            ? Integer.parseInt(line)
            : "Native Method".equals(file) ? -2 : -1;
    return new StackTraceElement(
        frame.group(1),
        frame.group(2),
        "Native Method".equals(file) || "Unknown Source".equals(file) ? null : file,
        lineNumber);
  }
}
