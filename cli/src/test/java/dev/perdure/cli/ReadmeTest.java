package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Launched.Ended;
import example.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's example is a source file of this module, and it does what the README says.
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path SOURCE = Path.of("src", "test", "java", "example", "Shop.java");

  @TempDir private Path directory = Path.of("");

  @Test
  void the_example_is_the_source_file() throws IOException {
    String source = Files.readString(SOURCE);

    assertThat(block(Files.readString(README)))
        .isEqualTo(source.substring(source.indexOf("import ")));
  }

  @Test
  void the_example_fits_on_a_page() throws IOException {
    assertThat(block(Files.readString(README)).lines().count()).isLessThanOrEqualTo(42);
  }

  @Test
  void the_example_runs_twice_on_the_same_file() throws Exception {
    for (int run = 0; run < 2; run++) {
      try (Launched example =
          Launched.process(
              directory,
              Map.of(),
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Shop.class.getName()))) {
        Ended ended = example.end();
        assertThat(ended).isEqualTo(new Ended(0, "receipt-42\n", ""));
      }
    }
    assertThat(directory.resolve("shop.db")).exists();
  }

  private static String block(String readme) {
    String start = "```java\n";
    int from = readme.indexOf(start) + start.length();
    return readme.substring(from, readme.indexOf("```", from));
  }
}
