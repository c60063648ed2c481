package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's example runs by the command that stands there.
class ReadmeIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path directory = Path.of("");

  @Test
  void the_example_runs_from_its_source() throws Exception {
    try (Launched example = Launched.process(directory, Map.of(), command())) {
      Launched.Ended ended = example.end();

      assertThat(ended.err()).isEmpty();
      assertThat(ended.out()).endsWith("receipt-42\n");
    }
  }

  /// In another directory, so that its file is new.
  private static List<String> command() throws Exception {
    String line =
        Files.readString(ROOT.resolve("README.md"))
            .lines()
            .filter(each -> each.startsWith("java ") && each.endsWith(".java"))
            .findFirst()
            .orElseThrow();
    return Arrays.stream(line.split(" ", -1)).map(ReadmeIT::absolute).toList();
  }

  private static String absolute(String word) {
    if (word.equals("java")) {
      return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
    return word.startsWith("cli/") ? ROOT.resolve(word).toString() : word;
  }
}
