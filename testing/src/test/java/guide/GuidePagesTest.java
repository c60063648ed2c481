package guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The Java on the pages of the guide is that of the tests in this package and those below it.
class GuidePagesTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @CsvSource({
    "testing.md, guide",
    "schedules.md, guide/schedules",
    "production.md, guide/production"
  })
  void every_example_is_part_of_a_test_that_runs(String page, Path directory) throws IOException {
    var sources = sources(Path.of("src", "test", "java").resolve(directory));
    var blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", page))).results();

    assertThat(blocks.map(block -> withoutIndentation(block.group(1))))
        .hasSizeGreaterThan(3)
        .allSatisfy(block -> assertThat(sources).contains(block));
  }

  private static String sources(Path directory) throws IOException {
    try (var files = Files.list(directory).filter(Files::isRegularFile)) {
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
