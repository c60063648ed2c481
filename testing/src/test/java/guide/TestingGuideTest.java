package guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The Java in docs/testing.md is that of the tests in this package.
class TestingGuideTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void every_example_is_part_of_a_test_that_runs() throws IOException {
    var sources = sources();
    var blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "testing.md"))).results();

    assertThat(blocks.map(block -> withoutIndentation(block.group(1))))
        .hasSizeGreaterThan(3)
        .allSatisfy(block -> assertThat(sources).contains(block));
  }

  private static String sources() throws IOException {
    try (var files = Files.list(Path.of("src", "test", "java", "guide"))) {
      var text = new StringBuilder();
      for (var file : files.sorted().toList()) {
        text.append(withoutIndentation(Files.readString(file)));
      }
      return text.toString();
    }
  }

  private static String withoutIndentation(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n", "", "\n"));
  }
}
