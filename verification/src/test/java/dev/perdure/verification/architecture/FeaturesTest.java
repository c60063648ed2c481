package dev.perdure.verification.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What docs/features.md calls shown is shown by tests that there are.
final class FeaturesTest {
  private static final Path FEATURES = SourceTree.root().resolve("docs/features.md");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /// A row of a table: what it is about, its state, and where it is shown.
  private record Row(String feature, String state, String shownBy) {
    /// The names in the last column, of classes and of scripts.
    List<String> names() {
      return NAME.matcher(shownBy).results().map(name -> name.group(1)).toList();
    }
  }

  @Test
  void every_feature_that_works_names_a_test_and_every_named_test_is_there() throws IOException {
    var files = testFiles();
    var wrong = new ArrayList<String>();

    for (Row row : rows()) {
      if (row.state.equals("works") && !row.shownBy.contains("uites") && row.names().isEmpty()) {
        wrong.add(row.feature + ": no test is named");
      }
      for (String name : row.names()) {
        if (name.matches("[\\w…*.-]+")
            && files.stream().noneMatch(pattern(name).asMatchPredicate())) {
          wrong.add(row.feature + ": there is no " + name);
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  private static List<Row> rows() throws IOException {
    var rows = new ArrayList<Row>();
    for (String line : Files.readAllLines(FEATURES)) {
      String[] cells = line.split(" ?\\| ?", -1);
      if (line.startsWith("| ") && !cells[2].equals("state")) {
        rows.add(new Row(cells[1], cells[2], cells[3]));
      }
    }
    assertThat(rows).hasSizeGreaterThan(100);
    return rows;
  }

  /// `Coded…IT` stands for all that begin and end so, as `updates*.txt` does.
  private static Pattern pattern(String name) {
    String all = Pattern.quote(name).replaceAll("[…*]", "\\\\E.*\\\\Q");
    return Pattern.compile(all + (name.contains(".") ? "" : "(\\.java)?"));
  }

  private static Set<String> testFiles() throws IOException {
    var names = new HashSet<String>();
    try (Stream<Path> modules = Files.list(SourceTree.root())) {
      for (Path tests :
          modules.map(module -> module.resolve("src/test")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(tests)) {
          files.map(file -> file.getFileName().toString()).forEach(names::add);
        }
      }
    }
    return names;
  }
}
