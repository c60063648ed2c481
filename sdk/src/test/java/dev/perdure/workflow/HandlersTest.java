package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.common.Details;
import dev.perdure.common.VersioningBehavior;
import dev.perdure.converter.RawValue;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryAnswered;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryFailed;
import io.temporal.api.sdk.v1.WorkflowInteractionDefinition;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HandlersTest {
  @Workflow.Definition
  public static final class Recorder {
    private final List<String> log = new ArrayList<>();

    @Workflow.Run
    public List<String> run() {
      Workflow.setSignalHandler("known", arguments -> log.add("known " + text(arguments)));
      Workflow.await(() -> log.contains("command open"));
      Workflow.setDynamicSignalHandler((name, arguments) -> log.add(name + " " + text(arguments)));
      Workflow.await(() -> log.contains("command end"));
      return log;
    }

    @Workflow.Signal
    public void command(String text) {
      log.add("command " + text);
    }

    private static @Nullable String text(Details arguments) {
      return arguments.get(0, String.class);
    }
  }

  @Test
  void signals_without_a_handler_wait_for_it_and_come_in_the_order_in_which_they_arrived() {
    try (var server = start(Recorder.class)) {
      server.signal("x", "1").signal("known", "2").signal("y", "3").signal("x", "4").task();
      server.evict();

      server.signal("z", "5").signal("command", "open").task();
      var done = server.signal("command", "end").task();

      assertThat(server.result(done))
          .isEqualTo(List.of("known 2", "command open", "x 1", "y 3", "x 4", "z 5", "command end"));
    }
  }

  @Workflow.Definition
  public static final class Switchboard {
    private int count;

    @Workflow.Run
    public String run() {
      Workflow.await(() -> count > 0);
      var signal = Objects.requireNonNull(Workflow.getSignalHandler("count"));
      var query = Objects.requireNonNull(Workflow.getQueryHandler("times"));
      var update = Objects.requireNonNull(Workflow.getUpdateHandler("add"));
      signal.accept(Details.of(1));
      String seen = query.apply(Details.of(10)) + " " + update.apply(Details.of(5));
      Workflow.setSignalHandler("count", null);
      Workflow.setQueryHandler("times", _ -> "replaced");
      Workflow.setUpdateHandler("add", null);
      Workflow.setDynamicQueryHandler((name, arguments) -> name + arguments.size());
      Workflow.setDynamicUpdateHandler((name, arguments) -> name + arguments.size());
      seen += " " + (Workflow.getSignalHandler("count") == null);
      seen += " " + (Workflow.getDynamicSignalHandler() == null);
      seen +=
          " "
              + Objects.requireNonNull(Workflow.getDynamicQueryHandler())
                  .apply("q", Details.none());
      seen +=
          " "
              + Objects.requireNonNull(Workflow.getDynamicUpdateHandler())
                  .apply("u", Details.none());
      Workflow.await(() -> count > 100);
      return seen;
    }

    @Workflow.Signal
    public void count(int more) {
      count += more;
    }

    @Workflow.Query(description = "the count, times")
    public int times(int factor) {
      return count * factor;
    }

    @Workflow.Update
    public int add(int more) {
      count += more;
      return count;
    }
  }

  @Test
  void handlers_can_be_read_replaced_and_removed_at_run_time() {
    try (var server = start(Switchboard.class)) {
      server.task();
      assertThat(answer(server.query("times", 2))).contains("0");

      server.signal("count", 1).task();

      assertThat(answer(server.query("times", 2))).contains("replaced");
      assertThat(answer(server.query("other", 1, 2))).contains("other2");
      server.signal("count", 1000).task();
      assertThat(answer(server.query("times", 2))).contains("replaced");
      var done = server.update("u1", "anything", 1).completed(Map.of());
      assertThat(server.outcome(done.messages(), "u1")).isEqualTo("anything1");
    }
  }

  private static String answer(Object outcome) {
    return outcome instanceof QueryAnswered(var result)
        ? result.getPayloads(0).getData().toStringUtf8()
        : outcome.toString();
  }

  @Test
  void a_query_must_not_change_handlers() {
    try (var server = start(Meddling.class)) {
      server.task();

      assertThat(server.query("meddle"))
          .isInstanceOfSatisfying(
              QueryFailed.class,
              failed ->
                  assertThat(failed.message())
                      .contains("A query only reads: it cannot set an update handler"));
    }
  }

  @Workflow.Definition
  public static final class Meddling {
    @Workflow.Run
    public void run() {
      Workflow.await(() -> false);
    }

    @Workflow.Query
    public boolean meddle() {
      Workflow.setUpdateHandler("x", _ -> null);
      return true;
    }
  }

  @Test
  void the_metadata_query_tells_of_all_handlers_with_their_descriptions() throws Exception {
    try (var server = start(Switchboard.class)) {
      server.task();
      var answer = ((QueryAnswered) server.query("__temporal_workflow_metadata")).result();
      var metadata = WorkflowMetadata.newBuilder();
      com.google.protobuf.util.JsonFormat.parser()
          .merge(answer.getPayloads(0).getData().toStringUtf8(), metadata);

      var definition = metadata.getDefinition();
      assertThat(definition.getType()).isEqualTo("Switchboard");
      assertThat(definition.getUpdateDefinitionsList())
          .extracting(WorkflowInteractionDefinition::getName)
          .containsExactly("add");
      assertThat(definition.getQueryDefinitionsList())
          .extracting(WorkflowInteractionDefinition::getDescription)
          .contains("the count, times");
    }
  }

  @Workflow.Definition
  public static final class Begun {
    private final String greeting;

    @Workflow.Init
    public Begun(String name) {
      greeting = "Hello " + name;
      Workflow.setUpdateHandler("greet", arguments -> greeting + arguments.size());
    }

    @Workflow.Run
    public String run(String name) {
      return greeting;
    }

    @Workflow.Signal
    public void check() {
      if (!greeting.startsWith("Hello")) {
        throw new IllegalStateException("the signal came before the constructor");
      }
    }
  }

  @Test
  void the_init_constructor_gets_the_arguments_and_comes_before_every_handler() {
    try (var server = start(Begun.class, "Ada")) {
      var done = server.signal("check").update("u1", "greet").completed(Map.of());

      assertThat(server.outcome(done.messages(), "u1")).isEqualTo("Hello Ada0");
      assertThat(server.result(done.commands())).isEqualTo("Hello Ada");
    }
  }

  @Test
  void arguments_that_cannot_be_decoded_fail_the_task_with_the_method_and_the_argument() {
    var server = start(Begun.class, List.of(1));

    assertThat(server.failed().failure().getMessage())
        .contains("Begun.run cannot take the arguments that the workflow was started with")
        .contains("Argument 1 of 1");
    server.run().close();
  }

  @Workflow.Definition(dynamic = true)
  public static final class Any {
    private int decoded;

    @Workflow.Run
    public String run(Details arguments) {
      RawValue raw = Objects.requireNonNull(arguments.get(0, RawValue.class));
      decoded = Objects.requireNonNull(arguments.get(0, Integer.class));
      if (decoded == 0) {
        throw new ArithmeticException("zero");
      }
      return Workflow.info().workflowType() + raw.payload().getData().toStringUtf8();
    }

    @Workflow.DynamicConfig
    public DynamicWorkflowConfig config() {
      return DynamicWorkflowConfig.defaults()
          .withFailureExceptionTypes(ArithmeticException.class)
          .withVersioningBehavior(VersioningBehavior.AUTO_UPGRADE);
    }
  }

  @Test
  void a_dynamic_workflow_gets_raw_values_and_says_for_each_instance_how_it_is_treated() {
    try (var server = start(Any.class, 7)) {
      var done = server.completed(Map.of());

      assertThat(server.result(done.commands())).isEqualTo("Any7");
      assertThat(done.versioningBehavior()).isEqualTo(VersioningBehavior.AUTO_UPGRADE);
    }
    try (var server = start(Any.class, 0)) {
      assertThat(types(server.task())).containsExactly("FAIL_WORKFLOW_EXECUTION");
    }
  }
}
