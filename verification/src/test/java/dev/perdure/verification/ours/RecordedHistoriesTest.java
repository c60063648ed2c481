package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.internal.definition.WorkflowDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What our SDK has written it replays as often as need be.
class RecordedHistoriesTest {
  /// The first one of a name: two suites have a workflow `FanOut`.
  private static final Map<String, WorkflowDefinition> DEFINITIONS =
      Stream.of(SuiteWorkflows.ALL, UpdateWorkflows.ALL, FamilyWorkflows.ALL, StateWorkflows.ALL)
          .flatMap(Stream::of)
          .map(WorkflowDefinition::of)
          .filter(definition -> !definition.isDynamic())
          .collect(
              Collectors.toMap(WorkflowDefinition::name, Function.identity(), (first, _) -> first));

  static List<Path> files() throws IOException {
    return RecordedHistories.files();
  }

  @Test
  void there_are_twenty_of_them() throws IOException {
    assertThat(files()).hasSize(20);
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_recorded_history_gives_the_same_commands_a_thousand_times(Path file) throws Exception {
    var history = RecordedHistories.read(file);
    var definition = Objects.requireNonNull(DEFINITIONS.get(RecordedHistories.type(history)));

    new ReplayCheck(history.events(), definition).replay(1000);
  }
}
