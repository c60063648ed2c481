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

  /// The server's JVM: `--server-jvm=` has extra options, separated by spaces, `--server-cpus=` its
  /// processors.
  ChildJvm.Settings serverJvm() {
    return jvm("server");
  }

  /// The JVM of callers and worker: `--driver-jvm=` and `--driver-cpus=`.
  ChildJvm.Settings driverJvm() {
    return jvm("driver");
  }

  private ChildJvm.Settings jvm(String name) {
    var options = text(name + "-jvm", "").strip();
    return new ChildJvm.Settings(
        options.isEmpty() ? List.of() : List.of(options.split("\\s+", -1)),
        text(name + "-cpus", ""));
  }
}
