package guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The short pieces of Java on these pages compile, or the compiler says of them what stands there.
/// Whole files, which begin with their imports, are tests or parts of them elsewhere.
class SnippetsTest {
  private static final List<String> PAGES =
      List.of("README.md", "docs/typed-calls.md", "docs/data-conversion.md");

  private static final Pattern SNIPPET =
      Pattern.compile("```java\n((?!import ).*?)```(?:\n```\n(.*?)```)?", Pattern.DOTALL);

  private static final String PROGRAM =
      """
      import dev.perdure.activity.Activity;
      import dev.perdure.client.*;
      import dev.perdure.common.*;
      import dev.perdure.converter.*;
      import dev.perdure.worker.Worker;
      import dev.perdure.workflow.Workflow;
      import java.net.*;
      import java.nio.file.Path;
      import java.util.List;
      import tools.jackson.databind.json.JsonMapper;
      import tools.jackson.databind.module.SimpleModule;

      abstract class Program {
        record Input(String id, int cents) {}
        record Item(String name) {}

        @Workflow.Definition
        static class Order {
          @Workflow.Run public String run(Input in) { return in.id(); }
          @Workflow.Signal public void tip(long cents) {}
        }

        @Workflow.Definition
        static class Twofold {
          @Workflow.Run public String run(Input in) { return in.id(); }
          public String run(Input in, String by) { return by; }
        }

        static class Shop {}
        static class MyModule extends SimpleModule {}

        Client client;
        WorkflowHandle<Order, String> order;
        Input input;
        WorkflowOptions options;
        PayloadCodec codec;

        abstract boolean isAllowed(String header);

        void snippet() throws Exception {
          SNIPPET
        }
      }
      """;

  @TempDir private Path directory = Path.of("");

  /// A piece of code, and what the compiler says; null for nothing.
  record Snippet(String page, String code, @Nullable String complaint) {
    /// The beginning of a block is as good as the block.
    String closed() {
      return code.stripTrailing().endsWith("{") ? code + "}" : code;
    }
  }

  private static Stream<Snippet> snippets() throws IOException {
    var pages = Stream.<Snippet>builder();
    for (String page : PAGES) {
      SNIPPET
          .matcher(Files.readString(Path.of("..").resolve(page)))
          .results()
          .forEach(each -> pages.add(new Snippet(page, each.group(1), each.group(2))));
    }
    return pages.build();
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void the_compiler_says_what_the_page_says(Snippet snippet) {
    String output = compile(PROGRAM.replace("SNIPPET", snippet.closed()));

    if (snippet.complaint == null) {
      assertThat(output).isEmpty();
    } else {
      assertThat(lines(output)).containsAll(lines(snippet.complaint));
    }
  }

  private String compile(String program) {
    var output = new StringWriter();
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("memory:/Program.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return program;
          }
        };
    var _ =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                output,
                null,
                null,
                List.of("-proc:none", "-d", directory.toString()),
                null,
                List.of(source))
            .call();
    return output.toString();
  }

  /// The lines without what the page adds to them, and without the place of an error.
  private static List<String> lines(String text) {
    return text.lines()
        .map(line -> line.replaceFirst("^.*Program\\.java:\\d+: ", "").replaceFirst("<--.*", ""))
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.equals("…"))
        .toList();
  }
}
