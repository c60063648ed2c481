package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.perdure.activity.Activity;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.log.LogOf;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.SimulatedServer;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.query.v1.WorkflowQueryResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WorkflowRunTest {
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(10));

  /// The activities that the workflows here name.
  public interface Greetings {
    @Activity.Definition
    String greet(String name);

    @Activity.Definition
    void log(String text);
  }

  @Workflow.Definition
  public static final class Hello {
    @Workflow.Run
    public String run(String name) {
      return Workflow.executeActivity(Greetings::greet, name, OPTIONS);
    }
  }

  @Test
  void an_activity_is_scheduled_and_its_result_completes_the_workflow() {
    try (var server = start(Hello.class, "World")) {
      var first = server.task();

      assertThat(types(first)).containsExactly("SCHEDULE_ACTIVITY_TASK");
      var attributes = first.getFirst().getScheduleActivityTaskCommandAttributes();
      assertThat(attributes.getActivityId()).isEqualTo("1");
      assertThat(attributes.getActivityType().getName()).isEqualTo("greet");
      assertThat(attributes.getTaskQueue().getName()).isEqualTo("queue");
      assertThat(attributes.getRequestEagerExecution()).isTrue();
      assertThat(attributes.getStartToCloseTimeout().getSeconds()).isEqualTo(10);
      assertThat(attributes.hasRetryPolicy()).isFalse();

      var second = server.completeActivity("1", "Hello World").task();

      assertThat(types(second)).containsExactly("COMPLETE_WORKFLOW_EXECUTION");
      assertThat(server.result(second)).isEqualTo("Hello World");
    }
  }

  @Test
  void a_failed_activity_fails_the_workflow_with_the_whole_chain() {
    try (var server = start(Hello.class, "World")) {
      server.task();

      var commands =
          server.failActivity("1", ApplicationFailure.nonRetryable("no", "Refused")).task();

      assertThat(types(commands)).containsExactly("FAIL_WORKFLOW_EXECUTION");
      var failure =
          server.exception(
              commands.getFirst().getFailWorkflowExecutionCommandAttributes().getFailure());
      assertThat(failure).isInstanceOf(ActivityFailure.class).hasMessage("Activity task failed");
      assertThat(failure.reason()).isInstanceOf(ApplicationFailure.class).hasMessage("no");
    }
  }

  @Workflow.Definition
  public static final class Order {
    private final List<String> log = new ArrayList<>();
    private @Nullable String approvedBy;

    @Workflow.Run
    public List<String> run() {
      if (!Workflow.await(Duration.ofDays(7), () -> approvedBy != null)) {
        throw ApplicationFailure.of("not approved in time", "ApprovalTimeout");
      }
      log.add("approved by " + approvedBy);
      Promise<String> slow = Workflow.startActivity(Greetings::greet, "slow", OPTIONS);
      Workflow.sleep(Duration.ofSeconds(5));
      log.add("slept");
      log.add(slow.get());
      Workflow.executeActivity(Greetings::log, "done", OPTIONS);
      return log;
    }

    @Workflow.Signal
    public void approve(String by) {
      approvedBy = by;
    }

    @Workflow.Query
    public int size(int more) {
      return log.size() + more;
    }

    @Workflow.Query
    public String broken() {
      Workflow.sleep(Duration.ofSeconds(1));
      return "never";
    }
  }

  @Test
  void timers_signals_and_activities_work_together() {
    try (var server = start(Order.class)) {
      assertThat(types(server.task())).containsExactly("START_TIMER");

      assertThat(types(server.signal("approve", "alice").task()))
          .containsExactly("CANCEL_TIMER", "SCHEDULE_ACTIVITY_TASK", "START_TIMER");

      assertThat(server.completeActivity("1", "done slowly").task()).isEmpty();
      assertThat(types(server.fireTimer("2").task())).containsExactly("SCHEDULE_ACTIVITY_TASK");
      var last = server.completeActivity("2", null).task();

      assertThat(server.result(last))
          .isEqualTo(List.of("approved by alice", "slept", "done slowly"));
    }
  }

  @Test
  void a_timer_that_fires_first_ends_the_wait() {
    try (var server = start(Order.class)) {
      server.task();

      var commands = server.fireTimer("1").task();

      assertThat(types(commands)).containsExactly("FAIL_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void a_run_goes_on_from_its_history_after_eviction() {
    try (var server = start(Order.class)) {
      server.task();
      server.evict();
      server.signal("approve", "alice").task();
      server.evict();
      server.fireTimer("2").task();

      var commands = server.completeActivity("1", "x").task();

      assertThat(types(commands)).containsExactly("SCHEDULE_ACTIVITY_TASK");
    }
  }

  @Test
  void a_signal_that_came_with_the_start_is_handled_before_the_run_method() {
    try (var server = start(Order.class).signal("approve", "bob")) {
      assertThat(types(server.task())).containsExactly("SCHEDULE_ACTIVITY_TASK", "START_TIMER");
    }
  }

  @Test
  void a_signal_that_cannot_be_decoded_is_dropped() {
    try (var log = new LogOf(WorkflowRun.class);
        var server = start(Order.class)) {
      server.task();

      assertThat(server.signal("approve", Map.of("by", List.of(1))).task()).isEmpty();

      assertThat(log.messages(Level.ERROR))
          .singleElement()
          .asString()
          .startsWith("The signal approve is dropped, because its handler cannot take it.");
    }
  }

  @Test
  void queries_see_the_state_and_change_nothing() {
    try (var server = start(Order.class)) {
      var outcome = server.completed(Map.of("q", server.ask("size", 3)));
      assertThat(
              server.answer(
                  outcome
                      .queryResults()
                      .getOrDefault("q", WorkflowQueryResult.getDefaultInstance())))
          .isEqualTo(3);

      assertThat(server.query("broken"))
          .isInstanceOfSatisfying(
              WorkflowTaskOutcome.QueryFailed.class,
              failed -> assertThat(failed.message()).contains("A query only reads"));
      assertThat(server.query("nothing"))
          .isInstanceOfSatisfying(
              WorkflowTaskOutcome.QueryFailed.class,
              failed ->
                  assertThat(failed.message())
                      .isEqualTo(
                          "Query handler for 'nothing' expected but not found, known queries:"
                              + " [__enhanced_stack_trace __stack_trace"
                              + " __temporal_workflow_metadata broken size]"));
      assertThat(server.query("__temporal_workflow_metadata"))
          .isInstanceOf(WorkflowTaskOutcome.QueryAnswered.class);
      assertThat(server.query("__stack_trace"))
          .isInstanceOfSatisfying(
              WorkflowTaskOutcome.QueryAnswered.class,
              answered ->
                  assertThat(answered.result().getPayloads(0).getData().toStringUtf8())
                      .contains("WorkflowRunTest$Order.run"));
    }
  }

  @Workflow.Definition
  public static final class Queried {
    @Workflow.Run
    public @Nullable String run() {
      return Workflow.executeActivity(
          "work", String.class, ActivityOptions.startToClose(Duration.ofSeconds(10)));
    }

    @Workflow.Query
    public String block() throws InterruptedException {
      Thread.sleep(60_000);
      return "never";
    }

    @Workflow.Query
    public String unwritable() {
      return Optional.<String>empty()
          .orElseThrow(
              () -> ApplicationFailure.of("no answer", "Secret").withDetails(new Unwritable()));
    }
  }

  /// What no converter can write.
  public static final class Unwritable {
    public String getValue() {
      return Optional.<String>empty().orElseThrow();
    }
  }

  @Test
  void a_query_that_blocks_fails_alone_and_not_the_task_that_it_came_with() {
    try (var server = start(quick(), Queried.class)) {
      var outcome = server.completed(Map.of("q", server.ask("block")));

      assertThat(types(outcome.commands())).containsExactly("SCHEDULE_ACTIVITY_TASK");
      assertThat(outcome.queryResults().get("q"))
          .isNotNull()
          .extracting(WorkflowQueryResult::getErrorMessage)
          .asString()
          .contains("TMPRL1101");
      assertThat(server.run().isBroken()).isTrue();

      server.evict();
      assertThat(server.result(server.completeActivity("1", "done").task())).isEqualTo("done");
    }
  }

  private static RunSettings quick() {
    RunSettings settings = SimulatedServer.SETTINGS;
    return new RunSettings(
        settings.namespace(),
        settings.taskQueue(),
        settings.converter(),
        settings.failureExceptionTypes(),
        Duration.ofMillis(500),
        settings.sdkName(),
        settings.sdkVersion());
  }

  @Test
  void a_query_whose_failure_cannot_be_written_fails_alone() {
    try (var server = start(Queried.class)) {
      var outcome = server.completed(Map.of("q", server.ask("unwritable")));

      assertThat(outcome.queryResults().get("q"))
          .isNotNull()
          .satisfies(
              result -> {
                assertThat(result.getErrorMessage()).startsWith("no answer");
                assertThat(result.getFailure().getApplicationFailureInfo().getType())
                    .isEqualTo("Secret");
              });
      assertThat(server.run().isBroken()).isFalse();
    }
  }

  @Workflow.Definition
  public static final class Buggy {
    static boolean broken = true;

    @Workflow.Run
    public String run() {
      if (broken) {
        throw new IllegalStateException("a bug");
      }
      return "fine";
    }
  }

  @Test
  void an_exception_that_is_no_failure_fails_the_task_and_not_the_workflow() {
    try (var server = start(Buggy.class)) {
      Buggy.broken = true;
      var failed = server.failed();
      assertThat(failed.cause())
          .isEqualTo(
              WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
      assertThat(failed.failure().getMessage()).isEqualTo("a bug");

      Buggy.broken = false;
      assertThat(server.result(server.task())).isEqualTo("fine");
    }
  }

  private static RunSettings failing(Class<? extends Throwable> type) {
    RunSettings settings = SimulatedServer.SETTINGS;
    return new RunSettings(
        settings.namespace(),
        settings.taskQueue(),
        settings.converter(),
        java.util.Set.of(type),
        settings.deadlockLimit(),
        settings.sdkName(),
        settings.sdkVersion());
  }

  @Test
  void nondeterminism_fails_the_workflow_where_it_is_a_failure_type() {
    var server = start(failing(NondeterminismException.class), Changing.class);
    Changing.changed = false;
    server.task();
    server.fireTimer("1").evict();
    Changing.changed = true;

    var commands = server.task();

    assertThat(types(commands)).containsExactly("FAIL_WORKFLOW_EXECUTION");
    assertThat(
            commands
                .getFirst()
                .getFailWorkflowExecutionCommandAttributes()
                .getFailure()
                .getMessage())
        .startsWith("[TMPRL1100] Nondeterminism error in workflow ");
    server.run().close(); // its history cannot be replayed
  }

  @Workflow.Definition
  public static final class Changing {
    static boolean changed;

    @Workflow.Run
    public void run() {
      if (!changed) {
        Workflow.sleep(Duration.ofSeconds(1));
      }
    }
  }

  @Workflow.Definition
  public static final class GoesBack {
    @Workflow.Run
    public void run() {
      Workflow.sleep(Duration.ofSeconds(-1));
    }
  }

  @Test
  void a_timer_of_less_than_nothing_fails_the_task() {
    var server = start(GoesBack.class);

    assertThat(server.failed().failure().getMessage()).isEqualTo("A timer cannot run for PT-1S.");
    server.run().close();
  }

  @Test
  void failure_exception_types_fail_the_workflow() {
    try (var server = start(failing(IllegalStateException.class), Buggy.class)) {
      Buggy.broken = true;

      assertThat(types(server.task())).containsExactly("FAIL_WORKFLOW_EXECUTION");
    }
  }
}
