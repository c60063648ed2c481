package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.SETTINGS;
import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.common.SearchAttributeKey;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.workflow.SimulatedServer;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.internal.workflow.WorkflowTask;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Completed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Failed;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Changed code on histories of the code before it, and the other way round.
final class PatchesTest {
  private static final SearchAttributeKey<List<String>> PATCHES =
      SearchAttributeKey.forKeywordList("TemporalChangeVersion");
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// The code as it was at first.
  @Workflow.Definition(name = "Changing")
  public static final class Old {
    @Workflow.Run
    public String run() {
      Workflow.sleep(SECOND);
      Workflow.sleep(SECOND);
      return "old";
    }
  }

  /// The code that can do both.
  @Workflow.Definition(name = "Changing")
  public static final class Patched {
    @Workflow.Run
    public String run() {
      Workflow.sleep(SECOND);
      if (Workflow.patched("tell")) {
        Workflow.upsertMemo(Map.of("told", true));
      }
      Workflow.sleep(SECOND);
      return Workflow.patched("tell") ? "new" : "old";
    }
  }

  /// The code that only does it the new way, and that follows when no old run is left.
  @Workflow.Definition(name = "Changing")
  public static final class Deprecating {
    @Workflow.Run
    public String run() {
      Workflow.sleep(SECOND);
      Workflow.deprecatePatch("tell");
      Workflow.upsertMemo(Map.of("told", true));
      Workflow.sleep(SECOND);
      return "new";
    }
  }

  /// The code when no run is left that asked for the patch.
  @Workflow.Definition(name = "Changing")
  public static final class Plain {
    @Workflow.Run
    public String run() {
      Workflow.sleep(SECOND);
      Workflow.upsertMemo(Map.of("told", true));
      Workflow.sleep(SECOND);
      return "new";
    }
  }

  /// What happens at each of the three workflow tasks when code takes over a run that other code
  /// has brought so far: the second is where the codes differ, the third has it in its history.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // written by  | taken over by | second task                 | third task
        "Old           | Old           | timer                       | old",
        "Old           | Patched       | marker upsert memo timer    | old",
        "Old           | Deprecating   | deprecated upsert memo timer| nondeterminism",
        "Old           | Plain         | memo timer                  | nondeterminism",
        "Patched       | Old           | timer                       | nondeterminism",
        "Patched       | Patched       | marker upsert memo timer    | new",
        "Patched       | Deprecating   | deprecated upsert memo timer| new",
        "Patched       | Plain         | memo timer                  | nondeterminism",
        "Deprecating   | Old           | timer                       | nondeterminism",
        "Deprecating   | Patched       | marker upsert memo timer    | new",
        "Deprecating   | Deprecating   | deprecated upsert memo timer| new",
        "Deprecating   | Plain         | memo timer                  | new",
        "Plain         | Old           | timer                       | nondeterminism",
        "Plain         | Patched       | marker upsert memo timer    | nondeterminism",
        "Plain         | Deprecating   | deprecated upsert memo timer| new",
        "Plain         | Plain         | memo timer                  | new",
      })
  void code_takes_over_where_other_code_was(
      String writer, String reader, String second, String third) throws Exception {
    List<HistoryEvent> history = history(named(writer));

    assertThat(takeOver(history, named(reader))).containsExactly("timer", second, third);
  }

  private static Class<?> named(String name) throws ClassNotFoundException {
    return Class.forName(PatchesTest.class.getName() + "$" + name);
  }

  private static List<HistoryEvent> history(Class<?> workflow) {
    try (var server = start(workflow)) {
      server.task();
      server.fireTimer("1").task();
      server.fireTimer("2").task();
      return server.history().events();
    }
  }

  /// What the code does at each workflow task of a history when it takes over there.
  private static List<String> takeOver(List<HistoryEvent> history, Class<?> workflow) {
    var definition = WorkflowDefinition.of(workflow);
    List<String> outcomes = new ArrayList<>();
    long previous = 0;
    for (HistoryEvent event : history) {
      if (event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED) {
        long started = event.getEventId();
        var task =
            new WorkflowTask(
                history.subList(0, Math.toIntExact(started)), previous, started, Map.of(), null);
        try (var run = new WorkflowRun(SETTINGS, definition, "workflow", "run")) {
          outcomes.add(describe(SimulatedServer.handle(run, task)));
        }
        previous = started;
      }
    }
    return outcomes;
  }

  private static String describe(WorkflowTaskOutcome outcome) {
    return switch (outcome) {
      case Completed completed ->
          String.join(" ", completed.commands().stream().map(PatchesTest::describe).toList());
      case Failed(var cause, _, _)
          when cause
              == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR ->
          "nondeterminism";
      default -> outcome.toString();
    };
  }

  private static String describe(Command command) {
    return switch (command.getCommandType()) {
      case COMMAND_TYPE_RECORD_MARKER ->
          details(command).equals("{\"id\":\"tell\",\"deprecated\":true}")
              ? "deprecated"
              : "marker";
      case COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES -> "upsert";
      case COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES -> "memo";
      case COMMAND_TYPE_START_TIMER -> "timer";
      case COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION ->
          command
              .getCompleteWorkflowExecutionCommandAttributes()
              .getResult()
              .getPayloads(0)
              .getData()
              .toStringUtf8()
              .replace("\"", "");
      default -> command.toString();
    };
  }

  private static String details(Command command) {
    return command
        .getRecordMarkerCommandAttributes()
        .getDetailsOrThrow("patch-data")
        .getPayloads(0)
        .getData()
        .toStringUtf8();
  }

  @Test
  void a_marker_is_written_as_sdk_core_does() {
    try (var server = start(Patched.class)) {
      server.task();
      List<Command> commands = server.fireTimer("1").task();

      var marker = commands.getFirst().getRecordMarkerCommandAttributes();
      assertThat(marker.getMarkerName()).isEqualTo("core_patch");
      assertThat(details(commands.getFirst())).isEqualTo("{\"id\":\"tell\",\"deprecated\":false}");
      var payload =
          commands
              .get(1)
              .getUpsertWorkflowSearchAttributesCommandAttributes()
              .getSearchAttributes()
              .getIndexedFieldsOrThrow("TemporalChangeVersion");
      assertThat(payload.getMetadataOrThrow("type").toStringUtf8()).isEqualTo("KeywordList");
      assertThat(payload.getMetadataOrThrow("encoding").toStringUtf8()).isEqualTo("json/plain");
      assertThat(payload.getData().toStringUtf8()).isEqualTo("[\"tell\"]");
    }
  }

  @Test
  void the_message_names_the_patch_that_the_code_lost() throws Exception {
    List<HistoryEvent> history = history(Patched.class);
    var task = new WorkflowTask(history, history.size(), 0, Map.of(), query());
    try (var run =
        new WorkflowRun(SETTINGS, WorkflowDefinition.of(Plain.class), "workflow", "run")) {
      assertThat(SimulatedServer.handle(run, task).toString())
          .contains(
              "[TMPRL1100]",
              "event 10 of the history records patch tell, but the workflow code did not ask for it"
                  + " there.");
    }
  }

  private static io.temporal.api.query.v1.WorkflowQuery query() {
    return io.temporal.api.query.v1.WorkflowQuery.newBuilder()
        .setQueryType("__stack_trace")
        .build();
  }

  @Workflow.Definition
  public static final class Several {
    @Workflow.Run
    public List<Object> run() {
      boolean b = Workflow.patched("b");
      boolean a = Workflow.patched("a");
      boolean again = Workflow.patched("b");
      Workflow.sleep(SECOND);
      Workflow.deprecatePatch("c");
      Workflow.sleep(SECOND);
      return List.of(a, b, again, Workflow.info().searchAttributes().get(PATCHES, List.of()));
    }
  }

  @Test
  void a_patch_is_told_once_and_the_list_of_patches_grows() {
    try (var server = start(Several.class)) {
      assertThat(types(server.task()))
          .containsExactly(
              "RECORD_MARKER",
              "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
              "RECORD_MARKER",
              "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
              "START_TIMER");
      assertThat(types(server.fireTimer("1").task()))
          .containsExactly("RECORD_MARKER", "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES", "START_TIMER");

      assertThat(server.result(server.fireTimer("2").task()))
          .isEqualTo(List.of(true, true, true, List.of("a", "b", "c")));
    }
  }

  @Workflow.Definition
  public static final class Many {
    @Workflow.Run
    public int run() {
      for (int i = 0; i < 5; i++) {
        var _ = Workflow.patched(i + "-".repeat(600));
      }
      Workflow.sleep(SECOND);
      return Workflow.info().searchAttributes().get(PATCHES, List.of()).size();
    }
  }

  @Test
  void a_list_that_is_too_long_for_the_server_is_not_told() {
    try (var server = start(Many.class)) {
      List<Command> commands = server.task();

      assertThat(types(commands)).filteredOn("RECORD_MARKER"::equals).hasSize(5);
      assertThat(types(commands))
          .filteredOn("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"::equals)
          .hasSize(3);
      assertThat(server.result(server.fireTimer("1").task())).isEqualTo(3);
    }
  }

  @Workflow.Definition(name = "Twice")
  public static final class TwoDeprecated {
    @Workflow.Run
    public void run() {
      Workflow.deprecatePatch("first");
      Workflow.deprecatePatch("second");
      Workflow.sleep(SECOND);
    }
  }

  @Workflow.Definition(name = "Twice")
  public static final class SecondDeprecated {
    @Workflow.Run
    public void run() {
      Workflow.deprecatePatch("second");
      Workflow.sleep(SECOND);
    }
  }

  @Workflow.Definition(name = "Twice")
  public static final class FirstWithAttribute {
    private static final SearchAttributeKey<String> STATUS =
        SearchAttributeKey.forKeyword("Status");

    @Workflow.Run
    public void run() {
      Workflow.deprecatePatch("first");
      Workflow.upsertSearchAttributes(STATUS.valueSet("new"));
      Workflow.sleep(SECOND);
    }
  }

  @Workflow.Definition(name = "Twice")
  public static final class AttributeOnly {
    @Workflow.Run
    public void run() {
      Workflow.upsertSearchAttributes(FirstWithAttribute.STATUS.valueSet("new"));
      Workflow.sleep(SECOND);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TwoDeprecated, SecondDeprecated",
    "FirstWithAttribute, AttributeOnly",
    "FirstWithAttribute, FirstWithAttribute"
  })
  void a_deprecated_marker_that_nobody_asks_for_is_passed_over_with_its_upsert(
      String writer, String reader) throws Exception {
    List<HistoryEvent> history;
    try (var server = start(named(writer))) {
      server.task();
      server.fireTimer("1").task();
      history = server.history().events();
    }

    assertThat(takeOver(history, named(reader))).noneMatch(s -> s.contains("nondeterminism"));
  }

  @Workflow.Definition(name = "Late")
  public static final class AskedLate {
    @Workflow.Run
    public List<Boolean> run() {
      Workflow.sleep(SECOND);
      boolean late = Workflow.patched("tell");
      Workflow.sleep(SECOND);
      return List.of(late);
    }
  }

  @Workflow.Definition(name = "Late")
  public static final class AskedEarlyToo {
    @Workflow.Run
    public List<Boolean> run() {
      boolean early = Workflow.patched("tell");
      Workflow.sleep(SECOND);
      boolean late = Workflow.patched("tell");
      Workflow.sleep(SECOND);
      return List.of(early, late);
    }
  }

  @Test
  void the_first_answer_holds_for_the_whole_run() {
    try (var server = start(AskedEarlyToo.class)) {
      server.task();
      server.fireTimer("1").task();
      assertThat(server.result(server.fireTimer("2").task())).isEqualTo(List.of(true, true));
    }
    List<HistoryEvent> late = history(AskedLate.class);

    // Asked for earlier than it was recorded, the patch is off, so its marker is not expected.
    assertThat(takeOver(late, AskedEarlyToo.class).getLast()).isEqualTo("nondeterminism");
  }

  @Workflow.Definition
  public static final class Asking {
    @Workflow.Run
    public void run() {
      Workflow.await(() -> false);
    }

    @Workflow.Query
    public boolean ask() {
      return Workflow.patched("tell");
    }
  }

  @Test
  void a_query_cannot_ask_for_a_patch() {
    try (var server = start(Asking.class)) {
      server.task();

      assertThat(server.query("ask").toString()).contains("it cannot ask for a patch");
    }
  }

  @Workflow.Definition
  public static final class Nameless {
    @Workflow.Run
    public void run() {
      var _ = Workflow.patched("");
    }
  }

  @Test
  void a_patch_needs_an_id() {
    try (var server = start(Nameless.class)) {
      assertThat(server.failed().failure().getMessage())
          .isEqualTo("A patch needs an id, and this one is empty.");
    }
  }
}
