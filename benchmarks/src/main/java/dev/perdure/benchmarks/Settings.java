package dev.perdure.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The `--name=value` arguments of a benchmark.
record Settings(Map<String, String> values) {
  static Settings parse(List<String> arguments) {
    var values = new HashMap<String, String>();
    for (var argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException("expected --name=value, not " + argument);
      }
      values.put(argument.substring(2, equals), argument.substring(equals + 1));
    }
    return new Settings(Map.copyOf(values));
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  int number(String name, int otherwise) {
    var value = values.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  /// Where databases and probes go: the disk that is measured.
  Path directory() {
    return Path.of(text("directory", System.getProperty("java.io.tmpdir"))).toAbsolutePath();
  }

  /// Whether `--sdk=official` asks for the official Java SDK instead of ours.
  boolean isOfficial() {
    return switch (text("sdk", "perdure")) {
      case "official" -> true;
      case "perdure" -> false;
      case String other -> throw new IllegalArgumentException("--sdk=" + other + " is not known");
    };
  }

  /// Extra options of the server's JVM, separated by spaces.
  List<String> serverJvm() {
    return words("server-jvm");
  }

  /// Extra options of the JVM of callers and worker, separated by spaces.
  List<String> driverJvm() {
    return words("driver-jvm");
  }

  private List<String> words(String name) {
    var value = text(name, "").strip();
    return value.isEmpty() ? List.of() : List.of(value.split("\\s+", -1));
  }
}
