package dev.perdure.engine.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Scripts of requests with all that the engine makes of them: `requests`, `----`, what came out.
///
/// Lines that begin with `#` explain; lines that begin with a dot belong to the request above.
/// `-Dgolden.update=true` writes the files anew: commit only changes that you understand.
final class EngineScriptTest {
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  static Stream<String> scripts() throws IOException, URISyntaxException {
    var folder = Path.of(Objects.requireNonNull(EngineScriptTest.class.getResource(".")).toURI());
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".txt"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void engine_does_what_the_script_says(String name) throws IOException {
    var file = Path.of("src/test/resources/dev/perdure/engine/script", name);
    var expected = Files.readString(file);

    var actual = rewritten(expected);

    if (UPDATE) {
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(expected);
  }

  /// The same script with what comes out now.
  private static String rewritten(String script) {
    var world = new ScriptWorld();
    var result = new StringBuilder();
    var requests = new ArrayList<Line>();
    boolean isOutput = false;
    for (var text : script.lines().toList()) {
      if (isOutput) {
        if (!text.isBlank()) {
          continue; // Old output.
        }
        isOutput = false;
        result.append('\n');
      } else if (text.equals("----")) {
        result.append("----\n").append(run(world, requests));
        requests.clear();
        isOutput = true;
      } else {
        result.append(text).append('\n');
        if (!text.isBlank() && !text.startsWith("#")) {
          requests.add(Line.parse(text));
        }
      }
    }
    return result.toString();
  }

  private static String run(ScriptWorld world, List<Line> requests) {
    return world.run(List.copyOf(requests));
  }
}
