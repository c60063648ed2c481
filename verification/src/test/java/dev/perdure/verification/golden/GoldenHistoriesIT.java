package dev.perdure.verification.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What small programs, which are client and worker at once, see of our server is what they see of
/// the official one: histories, replies and refusals.
///
/// The expected texts are what the official dev server made of the same programs; they are written
/// by `tools/golden-histories`, which runs this test with `-Dgolden.server=ADDRESS`.
@Execution(ExecutionMode.CONCURRENT)
final class GoldenHistoriesIT {
  private static final Path EXPECTED = Path.of("src/test/resources/golden");

  private static final Path ACTUAL = Path.of("target/golden");

  /// The server to record, null to compare with ours.
  private static final @Nullable String RECORDED = System.getProperty("golden.server");

  private static @Nullable PerdureUnderTest perdure;
  private static Wire wire;

  static List<Program> programs() {
    return Stream.of(
            ActivityPrograms.all(),
            TaskPrograms.all(),
            RunPrograms.all(),
            ChildPrograms.all(),
            UpdatePrograms.all())
        .flatMap(List::stream)
        .toList();
  }

  @BeforeAll
  static void start() {
    if (RECORDED == null) {
      perdure = PerdureUnderTest.inMemory();
      wire = new Wire(perdure.address());
    } else {
      wire = new Wire(RECORDED);
    }
  }

  @AfterAll
  static void stop() {
    wire.close();
    if (perdure != null) {
      perdure.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void a_program_sees_what_the_official_server_shows(Program program) throws IOException {
    var stage = new Stage(wire, program.name());
    program.body().play(stage);
    var file = EXPECTED.resolve(program.name() + ".txt");
    if (RECORDED != null) {
      Files.writeString(file, stage.script());
    } else {
      // For whoever wants to compare whole files.
      Files.writeString(
          Files.createDirectories(ACTUAL).resolve(program.name() + ".txt"), stage.script());
      assertThat(stage.script())
          .isEqualTo(Changed.expected(program.name(), Files.readString(file)));
    }
  }

  @Test
  void every_text_belongs_to_a_program() throws IOException {
    var names = new HashSet<String>();
    programs().forEach(program -> names.add(program.name() + ".txt"));
    try (var files = Files.list(EXPECTED)) {
      assertThat(files.map(file -> file.getFileName().toString())).allMatch(names::contains);
    }
  }
}
