package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.activity.Activity;
import dev.perdure.common.Priority;
import dev.perdure.common.TypeRef;
import dev.perdure.common.VersioningIntent;
import dev.perdure.internal.replay.HistoryBuilder;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.SimulatedServer;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class WorkflowApiTest {
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(10));

  /// The activities that the workflows here name.
  public interface Work {
    @Activity.Definition
    List<Integer> numbers(int a, int b, int c, int d);
  }

  @Workflow.Definition
  public static final class Counter {
    @Workflow.Run
    public int run(int count) {
      Workflow.sleep(Duration.ofSeconds(1));
      return Workflow.continueAsNew(Counter::run, count + 1);
    }
  }

  @Test
  void a_workflow_continues_as_new_with_new_arguments() {
    try (var server = start(Counter.class, 5)) {
      server.task();

      var commands = server.fireTimer("1").task();

      assertThat(types(commands)).containsExactly("CONTINUE_AS_NEW_WORKFLOW_EXECUTION");
      var attributes = commands.getFirst().getContinueAsNewWorkflowExecutionCommandAttributes();
      assertThat(attributes.getWorkflowType().getName()).isEqualTo("Counter");
      assertThat(attributes.getTaskQueue().getName()).isEqualTo("queue");
      assertThat(attributes.getInput().getPayloads(0).getData().toStringUtf8()).isEqualTo("6");
    }
  }

  @Workflow.Definition
  public static final class ByName {
    @Workflow.Run
    public List<Integer> run() {
      List<Integer> first =
          Workflow.executeActivity(
              "numbers", new TypeRef<List<Integer>>() {}, OPTIONS.withTaskQueue("python"), 1, 2);
      List<Integer> second = Workflow.executeActivity(Work::numbers, 1, 2, 3, 4, OPTIONS);
      List<Integer> all = new ArrayList<>();
      if (first != null) {
        all.addAll(first);
      }
      all.addAll(second);
      return all;
    }
  }

  @Test
  void activities_are_called_by_name_and_results_have_generic_types() {
    try (var server = start(ByName.class)) {
      var attributes = server.task().getFirst().getScheduleActivityTaskCommandAttributes();
      assertThat(attributes.getActivityType().getName()).isEqualTo("numbers");
      assertThat(attributes.getTaskQueue().getName()).isEqualTo("python");
      assertThat(attributes.getInput().getPayloadsCount()).isEqualTo(2);

      server.completeActivity("1", List.of(1)).task();
      var commands = server.completeActivity("2", List.of(2, 3)).task();

      assertThat(server.result(commands)).isEqualTo(List.of(1, 2, 3));
    }
  }

  @Workflow.Definition
  public static final class Chance {
    private final List<String> seen = new ArrayList<>();

    @Workflow.Run
    public List<String> run() {
      note();
      Workflow.sleep(Duration.ofSeconds(1));
      note();
      return seen;
    }

    private void note() {
      seen.add(Workflow.uuid4().toString());
      seen.add("" + Workflow.random().nextLong());
      seen.add(Workflow.now().toString());
    }
  }

  @Test
  void time_and_chance_are_the_same_when_the_code_runs_again() {
    try (var server = start(Chance.class)) {
      server.task();
      server.evict();

      List<?> seen = (List<?>) Objects.requireNonNull(server.result(server.fireTimer("1").task()));

      assertThat(seen).hasSize(6).doesNotHaveDuplicates();
      UUID uuid = UUID.fromString((String) seen.getFirst());
      assertThat(uuid.version()).isEqualTo(4);
      assertThat(uuid.variant()).isEqualTo(2);
      assertThat(seen.get(2))
          .isEqualTo(Instant.ofEpochSecond(HistoryBuilder.EPOCH_SECOND + 3).toString());
      // The algorithm is part of every history: these values never change.
      assertThat(seen.subList(0, 2))
          .isEqualTo(List.of("2b580653-6f13-43a1-827f-3d11249f263b", "-7714117163041789023"));
    }
  }

  @Workflow.Definition
  public static final class Informed {
    @Workflow.Run
    public List<Object> run() {
      WorkflowInfo info = Workflow.info();
      assertThat(info.parent()).isNull();
      assertThat(info.root().workflowId()).isEqualTo("workflow");
      assertThat(info.retryPolicy()).isNull();
      assertThat(info.runTimeout()).isNull();
      assertThat(Workflow.memoValue("missing", String.class)).isNull();
      assertThat(Workflow.lastCompletionResult(String.class)).isNull();
      assertThat(Workflow.lastFailure()).isNull();
      assertThat(Workflow.memoValue("number", int.class)).isEqualTo(7);
      assertThat(info.startTime())
          .isEqualTo(Instant.ofEpochSecond(HistoryBuilder.EPOCH_SECOND + 1));
      return List.of(
          info.workflowId(),
          info.runId(),
          info.workflowType(),
          info.taskQueue(),
          info.namespace(),
          info.attempt(),
          info.historyLength(),
          info.historySize(),
          info.isContinueAsNewSuggested());
    }
  }

  @Test
  void a_run_knows_what_it_is() {
    try (var server = start(Informed.class)) {
      assertThat(server.result(server.task()))
          .isEqualTo(List.of("workflow", "run", "Informed", "queue", "default", 1, 3, 200, false));
    }
  }

  @Workflow.Definition
  public static final class Listens {
    private final List<String> heard = new ArrayList<>();

    @Workflow.Run
    public List<String> run() {
      Workflow.sleep(Duration.ofSeconds(1));
      Workflow.setSignalHandler(
          "late",
          details -> {
            heard.add(details.get(0, String.class));
            Workflow.sleep(Duration.ofSeconds(2));
            heard.add("slept");
          });
      Workflow.await(() -> heard.size() == 4);
      return heard;
    }
  }

  @Test
  void signals_are_kept_until_something_handles_them() {
    try (var server = start(Listens.class)) {
      server.task();
      assertThat(server.signal("late", "one").signal("late", "two").task()).isEmpty();

      assertThat(types(server.fireTimer("1").task())).containsExactly("START_TIMER", "START_TIMER");

      var commands = server.fireTimer("2").fireTimer("3").task();
      assertThat(server.result(commands)).isEqualTo(List.of("one", "two", "slept", "slept"));
    }
  }

  @Workflow.Definition
  public static final class Escapes {
    @Workflow.Run
    public String run() {
      Workflow.await(
          () -> {
            assertThatThrownBy(() -> Workflow.sleep(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("A condition only reads");
            return true;
          });
      return CompletableFuture.supplyAsync(
              () -> {
                try {
                  return Workflow.now().toString();
                } catch (IllegalStateException e) {
                  return String.valueOf(e.getMessage());
                }
              })
          .join();
    }
  }

  @Test
  void other_threads_are_refused() {
    try (var server = start(Escapes.class)) {
      assertThat(server.result(server.task()))
          .asString()
          .contains("does not run workflow code", "Workflow.async");
    }
    assertThatThrownBy(Workflow::now).isInstanceOf(IllegalStateException.class);
  }

  @Workflow.Definition
  public static final class Cleans {
    static final List<String> LOG = new CopyOnWriteArrayList<>();

    @Workflow.Run
    public void run() {
      try {
        Workflow.executeActivity("work", Void.class, OPTIONS);
      } finally {
        LOG.add("finally");
        Workflow.executeActivity("forbidden", Void.class, OPTIONS);
        LOG.add("never");
      }
    }
  }

  @Test
  void eviction_runs_the_finally_blocks_and_forbids_commands() {
    Cleans.LOG.clear();
    try (var server = start(Cleans.class)) {
      server.task();

      server.evict();

      assertThat(Cleans.LOG).containsExactly("finally");
    }
  }

  @Workflow.Definition
  public static final class Blocks {
    @Workflow.Run
    public void run() throws InterruptedException {
      Thread.sleep(60_000);
    }
  }

  @Test
  void code_that_blocks_fails_the_task_and_names_the_line() {
    RunSettings settings = SimulatedServer.SETTINGS;
    var quick =
        new RunSettings(
            settings.namespace(),
            settings.taskQueue(),
            settings.converter(),
            settings.failureExceptionTypes(),
            Duration.ofMillis(200),
            settings.sdkName(),
            settings.sdkVersion());
    try (var server = start(quick, Blocks.class)) {
      WorkflowTaskOutcome.Failed failed = server.failed();

      assertThat(failed.cause())
          .isEqualTo(
              WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
      assertThat(failed.failure().getMessage())
          .contains("[TMPRL1101]", "WorkflowApiTest$Blocks.run(WorkflowApiTest.java:");
    }
  }

  @Workflow.Definition
  public static final class Changed {
    static boolean old = true;

    @Workflow.Run
    public void run() {
      if (old) {
        Workflow.sleep(Duration.ofSeconds(1));
      }
      Workflow.executeActivity("work", Void.class, OPTIONS);
    }
  }

  @Test
  void code_that_changed_fails_the_task_as_nondeterministic() {
    var server = start(Changed.class);
    Changed.old = true;
    server.task();
    server.fireTimer("1");
    server.evict();
    Changed.old = false;

    WorkflowTaskOutcome.Failed failed = server.failed();

    assertThat(failed.cause())
        .isEqualTo(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR);
    assertThat(failed.failure().getMessage())
        .startsWith("[TMPRL1100] Nondeterminism error in workflow ")
        .endsWith(
            "): event 5 of the history is TimerStarted, but the workflow code asked for"
                + " ActivityTaskScheduled (activity 1 of type work) there.");
    server.run().close();
  }

  @Test
  void the_first_completion_names_the_sdk_and_later_ones_do_not() {
    try (var server = start(Counter.class, 1)) {
      var first = server.completed(java.util.Map.of());
      assertThat(first.metadata().getSdkName()).isEqualTo("perdure-java");
      server.fireTimer("1");
      var second = server.completed(java.util.Map.of());

      assertThat(second.metadata().getSdkName()).isEmpty();
      assertThat(second.closed()).isTrue();
    }
  }

  @Workflow.Definition
  public static final class Urgent {
    @Workflow.Run
    public void run() {
      Workflow.executeActivity(
          "work",
          Void.class,
          OPTIONS
              .withPriority(Priority.of(1).withFairnessKey("tenant"))
              .withVersioningIntent(VersioningIntent.DEFAULT));
    }
  }

  @Test
  void an_activity_has_its_priority_and_versioning_intent() {
    try (var server = start(Urgent.class)) {
      var attributes = server.task().getFirst().getScheduleActivityTaskCommandAttributes();

      assertThat(attributes.getPriority().getPriorityKey()).isEqualTo(1);
      assertThat(attributes.getPriority().getFairnessKey()).isEqualTo("tenant");
      assertThat(attributes.getUseWorkflowBuildId()).isFalse();
    }
  }
}
