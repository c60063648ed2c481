package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.SearchAttributePayloads;
import io.temporal.api.command.v1.Command;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Search attributes and the memo, from within a workflow.
final class PropertiesTest {
  private static final SearchAttributeKey<String> STATUS = SearchAttributeKey.forKeyword("Status");
  private static final SearchAttributeKey<Long> COUNT = SearchAttributeKey.forLong("Count");

  @Workflow.Definition
  public static final class Attributed {
    @Workflow.Run
    public List<Object> run() {
      SearchAttributes first = Workflow.info().searchAttributes();
      Workflow.upsertSearchAttributes(STATUS.valueSet("new"), COUNT.valueSet(3L));
      Workflow.upsertSearchAttributes(STATUS.valueUnset());
      Workflow.upsertSearchAttributes();
      SearchAttributes last = Workflow.info().searchAttributes();
      Workflow.sleep(Duration.ofSeconds(1));
      return List.of(first.size(), last.contains(STATUS), last.get(COUNT, 0L));
    }
  }

  @Test
  void changed_search_attributes_are_commands_and_can_be_read_again() {
    try (var server = start(Attributed.class)) {
      List<Command> commands = server.task();

      assertThat(types(commands))
          .containsExactly(
              "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
              "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
              "START_TIMER");
      assertThat(upserted(commands.getFirst()))
          .isEqualTo(SearchAttributePayloads.encode(STATUS.valueSet("new"), COUNT.valueSet(3L)));
      assertThat(upserted(commands.get(1)))
          .isEqualTo(SearchAttributePayloads.encode(STATUS.valueUnset()));

      server.evict();
      assertThat(server.result(server.fireTimer("1").task())).isEqualTo(List.of(0, false, 3));
    }
  }

  private static io.temporal.api.common.v1.SearchAttributes upserted(Command command) {
    return command.getUpsertWorkflowSearchAttributesCommandAttributes().getSearchAttributes();
  }

  @Workflow.Definition
  public static final class Remembering {
    @Workflow.Run
    public Map<String, @Nullable Object> run() {
      Map<String, @Nullable Object> values = new HashMap<>();
      values.put("tags", List.of("a", "b"));
      values.put("number", null);
      Workflow.upsertMemo(values);
      Workflow.upsertMemo(Map.of());
      Workflow.sleep(Duration.ofSeconds(1));
      assertThat(Workflow.memoValue("tags", new TypeRef<List<String>>() {}))
          .containsExactly("a", "b");
      assertThat(Workflow.memoValue("number", Integer.class)).isNull();
      return Workflow.memo();
    }
  }

  @Test
  void the_memo_is_changed_by_name_and_null_removes_a_value() {
    try (var server = start(Remembering.class)) {
      List<Command> commands = server.task();

      assertThat(types(commands)).containsExactly("MODIFY_WORKFLOW_PROPERTIES", "START_TIMER");
      assertThat(
              commands
                  .getFirst()
                  .getModifyWorkflowPropertiesCommandAttributes()
                  .getUpsertedMemo()
                  .getFieldsMap())
          .containsOnly(
              Map.entry("tags", DataConverter.defaults().encode(List.of("a", "b"))),
              Map.entry("number", DataConverter.defaults().encode(null)));

      server.evict();
      assertThat(server.result(server.fireTimer("1").task()))
          .isEqualTo(Map.of("tags", List.of("a", "b")));
    }
  }

  @Workflow.Definition
  public static final class Continuing {
    @Workflow.Run
    public int run(int round) {
      Workflow.upsertSearchAttributes(COUNT.valueSet((long) round));
      Workflow.upsertMemo(Map.of("round", round));
      return round == 0
          ? Workflow.continueAsNew(Continuing::run, 1)
          : Workflow.continueAsNew(
              Continuing::run,
              round + 1,
              ContinueAsNewOptions.defaults()
                  .withMemo(Map.of("other", "memo"))
                  .withSearchAttributes(SearchAttributes.empty().with(STATUS, "again")));
    }
  }

  @Test
  void the_next_run_has_what_this_one_has_now() {
    try (var server = start(Continuing.class, 0)) {
      var next = server.task().getLast().getContinueAsNewWorkflowExecutionCommandAttributes();

      assertThat(next.getSearchAttributes())
          .isEqualTo(SearchAttributePayloads.encode(COUNT.valueSet(0L)));
      assertThat(next.getMemo().getFieldsMap()).containsOnlyKeys("round", "number");
    }
  }

  @Test
  void the_next_run_has_what_the_options_say_instead() {
    try (var server = start(Continuing.class, 1)) {
      var next = server.task().getLast().getContinueAsNewWorkflowExecutionCommandAttributes();

      assertThat(next.getSearchAttributes())
          .isEqualTo(SearchAttributePayloads.encode(STATUS.valueSet("again")));
      assertThat(next.getMemo().getFieldsMap()).containsOnlyKeys("other");
    }
  }

  @Workflow.Definition
  public static final class Meddling {
    @Workflow.Run
    public void run() {
      Workflow.upsertSearchAttributes(
          SearchAttributeKey.forKeywordList("TemporalChangeVersion").valueSet(List.of("mine")));
    }
  }

  @Test
  void the_attribute_that_lists_patches_is_not_for_workflow_code() {
    try (var server = start(Meddling.class)) {
      assertThat(server.failed().failure().getMessage())
          .startsWith("The search attribute TemporalChangeVersion lists the workflow's patches;");
    }
  }

  @Workflow.Definition
  public static final class Telling {
    @Workflow.Run
    public void run() {
      Workflow.await(() -> false);
    }

    @Workflow.Query
    public String change() {
      Workflow.upsertMemo(Map.of("a", "b"));
      return "changed";
    }
  }

  @Test
  void a_query_changes_nothing() {
    try (var server = start(Telling.class)) {
      server.task();

      assertThat(server.query("change").toString()).contains("it cannot change the memo");
    }
  }
}
