package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Durations;
import dev.perdure.activity.Activity;
import dev.perdure.common.RetryPolicy;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.Failures;
import dev.perdure.failure.RetryState;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.internal.replay.HistoryBuilder;
import dev.perdure.internal.replay.LocalActivityEnd;
import dev.perdure.internal.replay.LocalActivityReport;
import dev.perdure.internal.replay.LocalWork;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.SimulatedServer;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Local activities as workflow code sees them. Every run here is replayed, cut at each task.
final class LocalActivityTest {
  private static final LocalActivityOptions OPTIONS =
      LocalActivityOptions.startToClose(ofSeconds(5));

  /// The activities that the workflows here name.
  public interface Shop {
    @Activity.Definition
    String charge(String order);

    @Activity.Definition
    void note(String text);
  }

  @Workflow.Definition
  public static class Charges {
    @Workflow.Run
    public String run() {
      String first = Workflow.executeLocalActivity(Shop::charge, "a", OPTIONS);
      String second =
          Workflow.executeLocalActivity("charge", String.class, OPTIONS.withSummary("again"), "b");
      Workflow.executeLocalActivity(Shop::note, "done", OPTIONS);
      return first + " " + second + " " + Workflow.now().getEpochSecond();
    }
  }

  @Test
  void local_activities_end_within_one_task_and_leave_markers() {
    try (var server = start(Charges.class)) {
      List<Command> commands =
          server.task(
              server.returned(1, "one"), server.returned(2, "two"), server.returned(3, null));

      assertThat(types(commands))
          .containsExactly(
              "RECORD_MARKER", "RECORD_MARKER", "RECORD_MARKER", "COMPLETE_WORKFLOW_EXECUTION");
      long begin = HistoryBuilder.EPOCH_SECOND + 3;
      assertThat(server.result(commands)).isEqualTo("one two " + (begin + 30));
      var marker = commands.getFirst().getRecordMarkerCommandAttributes();
      assertThat(marker.getMarkerName()).isEqualTo("core_local_activity");
      assertThat(marker.getDetailsOrThrow("data").getPayloads(0).getData().toStringUtf8())
          .isEqualTo(
              """
              {"seq":1,"attempt":1,"activity_id":"1","activity_type":"charge",\
              "complete_time":{"seconds":%d,"nanos":0},"backoff":null,\
              "original_schedule_time":{"seconds":%d,"nanos":0}}\
              """
                  .formatted(begin + 10, HistoryBuilder.EPOCH_SECOND));
      assertThat(
              marker
                  .getDetailsOrThrow("data")
                  .getPayloads(0)
                  .getMetadataOrThrow("encoding")
                  .toStringUtf8())
          .isEqualTo("json/plain");
      assertThat(marker.getDetailsOrThrow("result").getPayloads(0).getData().toStringUtf8())
          .isEqualTo("\"one\"");
      assertThat(commands.get(1).getUserMetadata().getSummary().getData().toStringUtf8())
          .isEqualTo("\"again\"");
    }
  }

  @Workflow.Definition
  public static class Mixed {
    @Workflow.Run
    public String run() {
      Promise<String> remote =
          Workflow.startActivity(Shop::charge, "r", ActivityOptions.startToClose(ofSeconds(9)));
      Promise<String> local = Workflow.startLocalActivity(Shop::charge, "l", OPTIONS);
      Promise<String> another =
          Workflow.startActivity(Shop::charge, "s", ActivityOptions.startToClose(ofSeconds(9)));
      return local.get() + remote.get() + another.get();
    }
  }

  @Test
  void numbers_are_shared_with_remote_activities() {
    try (var server = start(Mixed.class)) {
      assertThat(types(server.task(server.returned(2, "local "))))
          .containsExactly("SCHEDULE_ACTIVITY_TASK", "SCHEDULE_ACTIVITY_TASK", "RECORD_MARKER");

      server.completeActivity("1", "remote ").completeActivity("3", "another");
      assertThat(server.result(server.task())).isEqualTo("local remote another");
    }
  }

  @Workflow.Definition
  public static class Race {
    @Workflow.Run
    public String run() {
      var order = new StringBuilder();
      Promise<String> a = Workflow.startLocalActivity(Shop::charge, "a", OPTIONS);
      Promise<String> b = Workflow.startLocalActivity(Shop::charge, "b", OPTIONS);
      Workflow.await(() -> a.isDone() || b.isDone());
      order.append(a.isDone()).append(b.isDone());
      if (b.isDone()) {
        Workflow.sleep(ofSeconds(1));
      }
      a.get();
      b.get();
      return order.toString();
    }
  }

  @Test
  void each_one_that_ends_is_seen_alone_and_in_order_also_in_replay() {
    try (var server = start(Race.class)) {
      assertThat(types(server.task(server.returned(2, "b"), server.returned(1, "a"))))
          .containsExactly("RECORD_MARKER", "START_TIMER", "RECORD_MARKER");
      server.evict();

      server.fireTimer("1");
      assertThat(server.result(server.task())).isEqualTo("falsetrue");
    }
  }

  @Test
  void a_task_whose_time_is_over_asks_for_another_and_goes_on_there() {
    try (var server = start(Charges.class)) {
      WorkflowTaskOutcome.Completed first = server.completed(Map.of(), server.returned(1, "one"));
      assertThat(first.heartbeat()).isTrue();
      assertThat(types(first.commands())).containsExactly("RECORD_MARKER");

      WorkflowTaskOutcome.Completed second = server.completed(Map.of());
      assertThat(second.heartbeat()).isTrue();
      assertThat(second.commands()).isEmpty();
      assertThat(server.localWork()).as("it runs already").isEmpty();

      List<Command> last = server.task(server.returned(2, "two"), server.returned(3, null));
      assertThat(server.result(last)).asString().startsWith("one two ");
    }
  }

  @Test
  void what_has_no_marker_runs_again_after_the_run_was_evicted() {
    try (var server = start(Charges.class)) {
      server.task(server.returned(1, "one"));
      server.task();
      server.evict();

      server.task(server.returned(2, "two"), server.returned(3, null));
      assertThat(server.localWork().getFirst())
          .isInstanceOfSatisfying(
              LocalWork.Start.class, start -> assertThat(start.seq()).isEqualTo(2));
    }
  }

  @Test
  void a_query_starts_nothing() {
    try (var server = start(Charges.class)) {
      server.task(server.returned(1, "one"));
      server.evict();

      var outcome =
          SimulatedServer.handle(
              server.run(),
              new dev.perdure.internal.workflow.WorkflowTask(
                  server.history().events(), 3, 0, Map.of(), server.ask("__stack_trace")));
      assertThat(outcome).isInstanceOf(WorkflowTaskOutcome.QueryAnswered.class);

      server.task(server.returned(2, "two"), server.returned(3, null));
      assertThat(server.localWork().getFirst().seq()).isEqualTo(2);
    }
  }

  @Workflow.Definition
  public static class Signalled {
    private final StringBuilder seen = new StringBuilder();

    @Workflow.Run
    public String run() {
      Workflow.executeLocalActivity(Shop::note, "x", OPTIONS);
      return seen.append("end").toString();
    }

    @Workflow.Signal
    public void poke(String text) {
      seen.append(text);
      Workflow.executeLocalActivity(Shop::note, text, OPTIONS);
      seen.append(text);
    }
  }

  @Test
  void a_signal_of_a_later_task_comes_before_what_ended_meanwhile() {
    try (var server = start(Signalled.class)) {
      server.task();
      server.signal("poke", "p");

      assertThat(server.result(server.task(server.returned(1, null)))).isEqualTo("pend");
    }
  }

  @Workflow.Definition
  public static class Fails {
    @Workflow.Run
    public String run() {
      try {
        return Workflow.executeLocalActivity(
            Shop::charge, "a", OPTIONS.withRetryPolicy(RetryPolicy.attempts(1)));
      } catch (ActivityFailure e) {
        return e.getMessage()
            + " "
            + e.retryState()
            + " "
            + switch (e.getCause()) {
              case ApplicationFailure a -> a.type();
              case TimeoutFailure t -> t.type();
              case null, default -> e;
            };
      }
    }
  }

  @Test
  void a_failure_is_an_activity_failure_with_its_cause() {
    try (var server = start(Fails.class)) {
      List<Command> commands =
          server.task(server.failed(1, ApplicationFailure.of("no", "Declined")));

      assertThat(server.result(commands))
          .asString()
          .contains("MAXIMUM_ATTEMPTS_REACHED")
          .endsWith("Declined");
      assertThat(
              commands
                  .getFirst()
                  .getRecordMarkerCommandAttributes()
                  .getFailure()
                  .getApplicationFailureInfo()
                  .getType())
          .as("the marker has the activity's own failure")
          .isEqualTo("Declined");
    }
    try (var server = start(Fails.class)) {
      var timeout =
          Failure.newBuilder()
              .setMessage("Activity timed out")
              .setTimeoutFailureInfo(
                  TimeoutFailureInfo.newBuilder()
                      .setTimeoutType(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE))
              .build();

      List<Command> commands = server.task(server.ended(1, new LocalActivityEnd.Failed(timeout)));
      assertThat(server.result(commands))
          .asString()
          .contains(RetryState.TIMEOUT.name())
          .endsWith("SCHEDULE_TO_CLOSE");
    }
  }

  private static LocalActivityReport backoff(SimulatedServer server, int seq) {
    return server.ended(
        seq,
        new LocalActivityEnd.Backoff(
            Failure.newBuilder().setMessage("not yet").build(), Durations.fromSeconds(90)));
  }

  @Test
  void a_long_wait_is_a_timer_and_another_activity_with_the_next_attempt() {
    try (var server = start(Charges.class)) {
      assertThat(types(server.task(backoff(server, 1))))
          .containsExactly("RECORD_MARKER", "START_TIMER");
      server.evict();

      server.fireTimer("1");
      List<Command> last =
          server.task(
              server.returned(2, "one"), server.returned(3, "two"), server.returned(4, null));
      assertThat(server.localWork().getFirst())
          .isInstanceOfSatisfying(
              LocalWork.Start.class,
              start -> {
                assertThat(start.request().attempt()).isEqualTo(2);
                assertThat(start.request().originalScheduleTime())
                    .isEqualTo(
                        com.google.protobuf.util.Timestamps.fromSeconds(
                            HistoryBuilder.EPOCH_SECOND));
              });
      assertThat(server.result(last)).asString().startsWith("one two");
    }
  }

  @Workflow.Definition
  public static class Cancels {
    @Workflow.Run
    public String run(String type, boolean atOnce) {
      Promise<String> charge =
          Workflow.startLocalActivity(
              Shop::charge,
              "a",
              OPTIONS.withCancellationType(ActivityCancellationType.valueOf(type)));
      if (!atOnce) {
        Workflow.sleep(ofSeconds(1));
      }
      charge.cancel();
      String result;
      try {
        result = charge.get();
      } catch (ActivityFailure e) {
        result = Failures.isCancelled(e) ? "cancelled" : "failed";
      }
      Workflow.executeLocalActivity(Shop::note, "after", OPTIONS);
      return result;
    }
  }

  @Test
  void one_that_is_cancelled_before_it_runs_never_does() {
    for (var type : ActivityCancellationType.values()) {
      try (var server = start(Cancels.class, type.name(), true)) {
        List<Command> commands = server.task(server.returned(2, null));

        assertThat(types(commands))
            .containsExactly("RECORD_MARKER", "RECORD_MARKER", "COMPLETE_WORKFLOW_EXECUTION");
        assertThat(server.result(commands)).isEqualTo("cancelled");
        assertThat(server.localWork()).extracting(LocalWork::seq).containsExactly(2);
      }
    }
  }

  @Test
  void one_that_runs_is_told_and_not_waited_for() {
    try (var server = start(Cancels.class, "TRY_CANCEL", false)) {
      server.task();
      server.fireTimer("1");

      List<Command> commands = server.task(server.returned(1, "late"), server.returned(2, null));
      assertThat(server.localWork().getFirst()).isEqualTo(new LocalWork.Cancel(1));
      assertThat(server.result(commands)).isEqualTo("cancelled");
    }
  }

  @Test
  void one_that_is_abandoned_is_not_told() {
    try (var server = start(Cancels.class, "ABANDON", false)) {
      server.task();
      server.fireTimer("1");

      List<Command> commands = server.task(server.returned(2, null));
      assertThat(server.localWork()).extracting(LocalWork::seq).containsExactly(2);
      assertThat(server.result(commands)).isEqualTo("cancelled");
    }
  }

  @Test
  void one_that_is_waited_for_may_still_return() {
    try (var server = start(Cancels.class, "WAIT_CANCELLATION_COMPLETED", false)) {
      server.task();
      server.fireTimer("1");

      List<Command> commands = server.task(server.returned(1, "made it"), server.returned(2, null));
      assertThat(server.localWork().getFirst()).isEqualTo(new LocalWork.Cancel(1));
      assertThat(server.result(commands)).isEqualTo("made it");
    }
  }

  @Test
  void one_that_ended_by_its_cancellation_is_cancelled() {
    try (var server = start(Cancels.class, "WAIT_CANCELLATION_COMPLETED", false)) {
      server.task();
      server.fireTimer("1");

      List<Command> commands =
          server.task(server.failed(1, CancelledFailure.of("stopped")), server.returned(2, null));
      assertThat(server.result(commands)).isEqualTo("cancelled");
    }
  }

  @Test
  void a_wait_that_is_a_timer_is_cancelled_at_once() {
    try (var server = start(Cancels.class, "WAIT_CANCELLATION_COMPLETED", false)) {
      server.task(backoff(server, 1));
      server.fireTimer("1");

      List<Command> commands = server.task(server.returned(2, null));
      assertThat(types(commands))
          .containsExactly("CANCEL_TIMER", "RECORD_MARKER", "COMPLETE_WORKFLOW_EXECUTION");
      assertThat(server.result(commands)).isEqualTo("cancelled");
    }
  }

  @Workflow.Definition
  public static class Leaves {
    @Workflow.Run
    public String run() {
      var _ = Workflow.startLocalActivity(Shop::charge, "a", OPTIONS);
      Workflow.executeLocalActivity(Shop::note, "b", OPTIONS);
      return "gone";
    }
  }

  @Test
  void the_end_of_the_workflow_does_not_wait() {
    try (var server = start(Leaves.class)) {
      var outcome = server.completed(Map.of(), server.returned(2, null));

      assertThat(outcome.closed()).isTrue();
      assertThat(types(outcome.commands()))
          .containsExactly("RECORD_MARKER", "COMPLETE_WORKFLOW_EXECUTION");
    }
  }

  @Workflow.Definition
  public static class Changed {
    static String type = "charge";

    @Workflow.Run
    public void run() {
      Workflow.executeLocalActivity(type, String.class, OPTIONS, "a");
      Workflow.sleep(ofSeconds(1));
    }
  }

  @Test
  void code_that_asks_for_another_activity_than_the_history_has_is_noticed() {
    Changed.type = "charge";
    try (var server = start(Changed.class)) {
      server.task(server.returned(1, "x"));
      server.replay();
      Changed.type = "refund";
      server.evict();

      server.fireTimer("1");
      WorkflowTaskOutcome.Failed failed = server.failed();
      assertThat(failed.cause())
          .isEqualTo(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR);
      assertThat(failed.failure().getMessage())
          .contains(
              "event 5 of the history is the marker of local activity 1 of type charge (number 1),"
                  + " but the workflow code asked for local activity 1 of type refund");
    }
  }

  @Test
  void an_activity_that_the_worker_does_not_have_fails_the_task() {
    RunSettings settings = SimulatedServer.SETTINGS;
    var without =
        new RunSettings(
            settings.namespace(),
            settings.taskQueue(),
            settings.converter(),
            type -> !type.equals("charge"),
            settings.failureExceptionTypes(),
            settings.deadlockLimit(),
            settings.sdkName(),
            settings.sdkVersion(),
            List.of(),
            settings.codec(),
            settings.meter(),
            settings.buildId(),
            settings.deploymentVersion());
    try (var server = start(without, Charges.class)) {
      assertThat(server.failed().failure().getMessage())
          .contains("This worker has no activity \"charge\"")
          .contains("activities(…)");
      assertThat(server.count(EventType.EVENT_TYPE_MARKER_RECORDED)).isZero();
    }
  }

  @Test
  void options_refuse_what_makes_no_sense() {
    assertThatThrownBy(() -> LocalActivityOptions.startToClose(ofSeconds(0)))
        .hasMessage("The start-to-close timeout must be positive, but is PT0S.");
    assertThatThrownBy(() -> OPTIONS.withLocalRetryThreshold(ofSeconds(-1)))
        .hasMessageContaining("local retry threshold");
    assertThat(OPTIONS.localRetryThreshold()).isEqualTo(java.time.Duration.ofMinutes(1));
  }
}
