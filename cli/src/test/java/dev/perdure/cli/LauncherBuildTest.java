package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Launched.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How `./perdure` builds, waits and starts, in a tree whose Maven and JDK are scripts: Maven makes
/// an empty jar, and Java prints its arguments.
class LauncherBuildTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /// No process has this id: it is above what systems give out.
  private static final Path NOBODY = Path.of("999999999");

  private static final String MAVEN =
      """
      #!/bin/sh
      echo built >> builds
      mkdir -p cli/target/lib
      touch cli/target/perdure.jar
      echo '[INFO] BUILD SUCCESS'
      """;
  private static final String JAVA =
      """
      #!/bin/sh
      for argument; do
        case $argument in
          -XX:AOTCacheOutput=*) echo cache > "${argument#*=}" ;;
        esac
        printf '%s\\n' "$argument"
      done
      """;

  @TempDir private Path directory = Path.of("");
  private Path tree = directory;

  @BeforeEach
  void make_a_tree() throws IOException {
    tree = directory.resolve("My [old] *Projects").resolve("perdure");
    for (String part : List.of("tools", "engine", "server", "sdk", "bundle", "cli")) {
      Files.createDirectories(tree.resolve(part));
    }
    Files.createFile(tree.resolve("pom.xml"));
    for (String script : List.of("perdure", "tools/jdk.sh", "tools/jvm-flags")) {
      Files.copy(ROOT.resolve(script), tree.resolve(script));
    }
    script("bin/mvn", MAVEN);
    script("jdk/bin/java", JAVA);
    script("jdk/bin/javac", "#!/bin/sh\n");
    release("25.0.1");
    Files.writeString(
        tree.resolve("tools/jdk.sh"),
        Files.readString(tree.resolve("tools/jdk.sh"))
            + "\njdk_candidates() { printf '%s\\n' \"$root/jdk\"; }\n");
    // What is as old as the build counts as older.
    for (String part : List.of("pom.xml", "tools/jvm-flags")) {
      Files.setLastModifiedTime(tree.resolve(part), FileTime.from(Instant.EPOCH));
    }
  }

  @Test
  void a_path_with_spaces_and_patterns_is_one_path() throws Exception {
    Ended ended = perdure("start", "two words", "*");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out().lines())
        .contains("-XX:AOTCache=" + onlyCache())
        .containsSequence("-jar", tree.resolve("cli/target/perdure.jar").toString())
        .endsWith("start", "two words", "*");
  }

  @Test
  void a_link_to_it_finds_the_tree() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("a link"), tree.resolve("perdure"));

    Ended ended = run(List.of("sh", link.toString(), "version"));

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains(tree.resolve("cli/target/perdure.jar").toString());
  }

  @Test
  void what_is_built_is_not_built_again() throws Exception {
    perdure("version");

    Ended second = perdure("version");

    assertThat(second.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void another_jdk_records_a_cache_of_its_own() throws Exception {
    perdure("version");
    Path first = onlyCache();
    release("25.0.2");

    Ended second = perdure("version");

    assertThat(second.err()).isEqualTo("Recording the start-up cache\n");
    assertThat(second.out()).doesNotContain(first.toString()).contains("-XX:AOTCache=");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void a_checkout_that_cannot_be_written_says_so_in_one_sentence() throws Exception {
    Files.createFile(tree.resolve("target")); // Not even root can make a directory of it.

    Ended ended = perdure("version");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .startsWith("perdure: this checkout must be built first, and ")
        .hasLineCount(1);
  }

  @Test
  void several_take_over_the_lock_of_a_killed_build_and_one_builds() throws Exception {
    lock(NOBODY);
    var launched = new ArrayList<Launched>();
    for (int i = 0; i < 5; i++) {
      launched.add(launch(List.of("sh", "./perdure", "version")));
    }

    for (Launched one : launched) {
      try (one) {
        Ended ended = one.end();
        assertThat(ended.code()).as(ended.err()).isZero();
      }
    }
    assertThat(builds()).isEqualTo(1);
    assertThat(tree.resolve("target/build-lock")).doesNotExist();
  }

  @Test
  void who_waits_for_another_build_says_so_once() throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid());
    Path lock = lock(Path.of(pid));

    try (Launched waiting = launch(List.of("sh", "-c", "./perdure version 2>&1"))) {
      assertThat(waiting.line()).startsWith("Waiting for another build (process " + pid + ";");
      Files.delete(lock);
      Ended ended = waiting.end();
      assertThat(ended.code()).isZero();
      assertThat(ended.out()).startsWith("Building").doesNotContain("Waiting");
    }
  }

  private Path lock(Path owner) throws IOException {
    Path target = Files.createDirectories(tree.resolve("target"));
    return Files.createSymbolicLink(target.resolve("build-lock"), owner);
  }

  private long builds() throws IOException {
    return Files.readAllLines(tree.resolve("builds")).size();
  }

  private Path onlyCache() throws IOException {
    try (var files = Files.newDirectoryStream(tree.resolve("cli/target"), "*.aot")) {
      var caches = new ArrayList<Path>();
      files.forEach(caches::add);
      assertThat(caches).hasSize(1);
      return caches.getFirst();
    }
  }

  private void release(String version) throws IOException {
    Files.writeString(tree.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private void script(String name, String body) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Ended perdure(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("sh", "./perdure"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private Ended run(List<String> command) throws Exception {
    try (Launched launched = launch(command)) {
      return launched.end();
    }
  }

  private Launched launch(List<String> command) throws IOException {
    String path = tree.resolve("bin") + ":" + System.getenv("PATH");
    return Launched.process(tree, Map.of("HOME", tree.toString(), "PATH", path), command);
  }
}
