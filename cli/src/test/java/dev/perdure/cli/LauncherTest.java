package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Launched.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The search for a JDK that `./perdure` and `.ci/run` share, on machines made of empty files.
class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path tree = Path.of("");

  @BeforeEach
  void copy_the_scripts() throws IOException {
    Files.createDirectories(tree.resolve("tools"));
    Files.createDirectories(tree.resolve(".ci"));
    for (String script : List.of("perdure", ".ci/run", "tools/jdk.sh", "tools/jvm-flags")) {
      Files.copy(ROOT.resolve(script), tree.resolve(script));
    }
  }

  @Test
  void without_a_jdk_the_launcher_says_so_in_one_sentence() throws Exception {
    noCandidates();

    Ended ended = sh("./perdure", "version");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .startsWith("perdure: no JDK 25 found")
        .endsWith("or set JAVA_HOME to it.\n")
        .hasLineCount(1);
  }

  @Test
  void without_a_jdk_the_ci_run_says_so_in_one_sentence() throws Exception {
    noCandidates();

    Ended ended = sh(".ci/run");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).startsWith("perdure: no JDK 25 found").hasLineCount(1);
  }

  @Test
  void a_jdk_25_wins_over_older_and_newer_ones() throws Exception {
    candidates(jdk("a", "17.0.2"), jdk("b", "26"), jdk("c", "25.0.3"));

    assertThat(found()).isEqualTo("c");
  }

  @Test
  void a_newer_jdk_will_do() throws Exception {
    candidates(jdk("a", "17.0.2"), jdk("b", "26.0.1"));

    assertThat(found()).isEqualTo("b");
  }

  @Test
  void java_without_a_compiler_will_not_do() throws Exception {
    Path jre = jdk("a", "25");
    Files.delete(jre.resolve("bin/javac"));
    candidates(jre, jdk("b", "25"));

    assertThat(found()).isEqualTo("b");
  }

  private String found() throws Exception {
    Ended ended = sh("-c", ". tools/jdk.sh; find_jdk && printf %s \"$jdk\"");
    assertThat(ended.code()).as(ended.err()).isZero();
    return tree.relativize(Path.of(ended.out())).toString();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = tree.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Any\"\nJAVA_VERSION=\"" + version + "\"\n");
    Path javac = Files.createFile(home.resolve("bin/javac"));
    assertThat(javac.toFile().setExecutable(true)).isTrue();
    return home;
  }

  private void noCandidates() throws IOException {
    override(":");
  }

  private void candidates(Path... homes) throws IOException {
    override(
        "printf '%s\\n' "
            + Stream.of(homes).map(home -> "'" + home + "'").collect(Collectors.joining(" ")));
  }

  private void override(String body) throws IOException {
    Files.writeString(
        tree.resolve("tools/jdk.sh"),
        "\njdk_candidates() { " + body + "; }\n",
        StandardOpenOption.APPEND);
  }

  private Ended sh(String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(List.of("sh"));
    command.addAll(List.of(arguments));
    try (Launched launched = Launched.process(tree, Map.of("HOME", tree.toString()), command)) {
      return launched.end();
    }
  }
}
