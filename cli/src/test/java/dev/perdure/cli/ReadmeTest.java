package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Launched.Ended;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowExecutionDescription;
import dev.perdure.client.WorkflowExecutionStatus;
import dev.perdure.server.PerdureServer;
import example.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's example is a source file of this module, and it does what the README says.
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path SOURCE = Path.of("src", "test", "java", "example", "Shop.java");

  private static final String WAITS = "it goes on.\n";

  @TempDir private Path directory = Path.of("");

  @Test
  void the_example_is_the_source_file() throws IOException {
    String source = Files.readString(SOURCE);

    assertThat(block(Files.readString(README)))
        .isEqualTo(source.substring(source.indexOf("import ")));
  }

  @Test
  void the_example_fits_on_a_page() throws IOException {
    assertThat(block(Files.readString(README)).lines().count()).isLessThanOrEqualTo(40);
  }

  @Test
  void the_example_is_killed_in_the_middle_and_found_by_the_next_run() throws Exception {
    try (Launched killed = example()) {
      killed.outputUpTo(WAITS);
      killed.signal("KILL");
      killed.end();
    }
    Instant between = Instant.now();
    try (Launched example = example()) {
      example.outputUpTo(WAITS);
      assertThat(example.end()).isEqualTo(new Ended(0, "receipt-42\n", ""));
    }

    try (var server = PerdureServer.open(directory.resolve("shop.db"));
        var client = Client.connect(server.channel())) {
      WorkflowExecutionDescription order = client.getWorkflowHandle("42").describe();
      assertThat(order.status()).isEqualTo(WorkflowExecutionStatus.COMPLETED);
      assertThat(order.startTime()).isBefore(between);
    }
  }

  private Launched example() throws IOException {
    return Launched.process(
        directory,
        Map.of(),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Shop.class.getName()));
  }

  private static String block(String readme) {
    String start = "```java\n";
    int from = readme.indexOf(start) + start.length();
    return readme.substring(from, readme.indexOf("```", from));
  }
}
