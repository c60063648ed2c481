package dev.perdure.engine.script;

import com.google.protobuf.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A line of a script: a word, its arguments, and options (`name=value`, or just `name`).
record Line(String word, List<String> arguments, Map<String, String> options) {
  static Line parse(String text) {
    var arguments = new ArrayList<String>();
    var options = new HashMap<String, String>();
    var words = text.strip().split("\\s+", -1);
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals > 0) {
        options.put(words[i].substring(0, equals), words[i].substring(equals + 1));
      } else {
        arguments.add(words[i]);
      }
    }
    return new Line(words[0], arguments, options);
  }

  String argument(int index) {
    return index < arguments.size() ? arguments.get(index) : "";
  }

  int number(int index) {
    return Integer.parseInt(arguments.get(index));
  }

  boolean has(String flag) {
    return arguments.contains(flag) || options.containsKey(flag);
  }

  String option(String name) {
    return options.getOrDefault(name, "");
  }

  String option(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  /// `10s`, `500ms`, `5m`, `2h`.
  @Nullable Duration duration(String name) {
    var text = options.get(name);
    if (text == null) {
      return null;
    }
    var duration = java.time.Duration.parse(iso(text));
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static String iso(String text) {
    if (text.endsWith("ms")) {
      return "PT" + Double.parseDouble(text.substring(0, text.length() - 2)) / 1000 + "S";
    }
    return "PT" + text;
  }
}
