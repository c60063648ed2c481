package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.perdure.activity.Activity;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.Failures;
import dev.perdure.internal.log.LogOf;
import dev.perdure.internal.workflow.SimulatedServer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CancellationTest {
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(10));

  /// The activities that the workflows here name.
  public interface Work {
    @Activity.Definition
    String work();

    @Activity.Definition
    void cleanUp();
  }

  @Workflow.Definition
  public static final class Waits {
    @Workflow.Run
    public String run(ActivityCancellationType type) {
      try {
        return Workflow.executeActivity(Work::work, OPTIONS.withCancellationType(type));
      } catch (ActivityFailure e) {
        assertThat(e).hasMessage("Activity cancelled").hasCauseInstanceOf(CancelledFailure.class);
        assertThat(Workflow.cancellationReason()).isEqualTo("enough");
        Workflow.detached(() -> Workflow.executeActivity(Work::cleanUp, OPTIONS));
        throw e;
      }
    }
  }

  @Workflow.Definition
  public static final class CleansUp {
    private boolean cleaned;

    @Workflow.Run
    public boolean run() {
      try {
        Workflow.await(() -> false);
      } catch (CancelledFailure e) {
        return Workflow.detached(this::cleanUp);
      }
      return false;
    }

    private boolean cleanUp() {
      Workflow.async(
          () -> {
            Workflow.sleep(Duration.ofSeconds(1));
            cleaned = true;
          });
      Workflow.await(() -> cleaned && !Workflow.isCancelled());
      return true;
    }
  }

  @Test
  void a_condition_sees_the_scope_of_the_code_that_waits_for_it() {
    try (var server = start(CleansUp.class)) {
      server.task();

      assertThat(types(server.cancel("enough").task())).containsExactly("START_TIMER");
      assertThat(server.result(server.fireTimer("1").task())).isEqualTo(true);
    }
  }

  @Test
  void try_cancel_asks_and_goes_on_at_once() {
    try (var server = start(Waits.class, ActivityCancellationType.TRY_CANCEL)) {
      server.task();

      assertThat(types(server.cancel("enough").task()))
          .containsExactly("REQUEST_CANCEL_ACTIVITY_TASK", "SCHEDULE_ACTIVITY_TASK");

      server.history().activityCanceled(server.history().activity("1"));
      assertThat(types(server.completeActivity("2", null).task()))
          .containsExactly("CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void waiting_for_the_cancellation_sees_what_comes_of_it() {
    try (var server = start(Waits.class, ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)) {
      server.task();

      assertThat(types(server.cancel("enough").task()))
          .containsExactly("REQUEST_CANCEL_ACTIVITY_TASK");

      server.history().activityCanceled(server.history().activity("1"));
      assertThat(types(server.task())).containsExactly("SCHEDULE_ACTIVITY_TASK");
    }
  }

  @Test
  void an_activity_that_completes_in_spite_of_the_request_completes_the_workflow() {
    try (var server = start(Waits.class, ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)) {
      server.task();
      server.cancel("enough").task();

      var commands = server.completeActivity("1", "done").task();

      assertThat(server.result(commands)).isEqualTo("done");
    }
  }

  @Test
  void abandon_goes_on_without_asking() {
    try (var server = start(Waits.class, ActivityCancellationType.ABANDON)) {
      server.task();

      assertThat(types(server.cancel("enough").task())).containsExactly("SCHEDULE_ACTIVITY_TASK");

      server.completeActivity("1", "late");
      assertThat(server.task()).isEmpty();
    }
  }

  @Workflow.Definition
  public static final class Handles {
    private @Nullable Promise<String> begun;

    @Workflow.Run
    public String run() {
      try {
        Workflow.await(() -> begun != null);
        return Objects.requireNonNull(begun).get();
      } catch (CancelledFailure e) {
        Workflow.detached(() -> Workflow.executeActivity(Work::cleanUp, OPTIONS));
        return "cleaned up";
      }
    }

    @Workflow.Signal
    public void work() {
      var _ = Workflow.executeActivity(Work::work, OPTIONS);
    }

    @Workflow.Signal
    public void begin() {
      begun = Workflow.startActivity(Work::work, OPTIONS);
    }
  }

  @Test
  void a_signal_handler_that_is_cancelled_leaves_the_end_to_the_run_method() {
    try (var server = start(Handles.class)) {
      server.task();
      server.signal("work").task();

      assertThat(types(server.cancel("enough").task()))
          .containsExactly("REQUEST_CANCEL_ACTIVITY_TASK", "SCHEDULE_ACTIVITY_TASK");
      assertThat(server.signal("work").task()).as("one that comes during the clean-up").isEmpty();
      assertThat(server.result(server.completeActivity("2", null).task())).isEqualTo("cleaned up");
    }
  }

  @Test
  void a_signal_handler_that_is_cancelled_is_told_of() {
    try (var log = new LogOf(SimulatedServer.class);
        var server = start(Handles.class)) {
      server.task();
      server.signal("work").task();
      server.cancel("enough").task();

      assertThat(log.messages(Level.INFO))
          .containsExactly(
              "The handler of the signal work was cut short by the cancellation of the workflow.");
    }
  }

  @Test
  void what_a_handler_has_left_under_way_is_cancelled_with_the_workflow() {
    try (var server = start(Handles.class)) {
      server.task();
      server.signal("begin").task();

      assertThat(types(server.cancel("enough").task()))
          .containsExactly("REQUEST_CANCEL_ACTIVITY_TASK", "CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Workflow.Definition
  public static final class Nests {
    private @Nullable Promise<@Nullable Void> inner;

    @Workflow.Run
    public void run() {
      Workflow.async(
              () -> {
                inner = Workflow.async(() -> Workflow.sleep(Duration.ofDays(1)));
              })
          .get();
      Objects.requireNonNull(inner).get();
    }
  }

  @Test
  void what_code_side_by_side_has_started_is_cancelled_with_the_workflow() {
    try (var server = start(Nests.class)) {
      server.task();

      assertThat(types(server.cancel("enough").task()))
          .containsExactly("CANCEL_TIMER", "CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Workflow.Definition
  public static final class ForksThatStart {
    @Workflow.Run
    public String run() {
      try (var scope = Workflow.scope()) {
        var first = scope.fork(() -> Workflow.startActivity(Work::work, OPTIONS));
        var second = scope.fork(() -> Workflow.startActivity(Work::cleanUp, OPTIONS));
        scope.join();
        Objects.requireNonNull(first.get());
        Objects.requireNonNull(second.get());
      }
      Workflow.await(() -> false);
      return "never";
    }
  }

  @Test
  void what_forks_have_started_goes_on_when_their_block_is_left() {
    try (var server = start(ForksThatStart.class)) {
      assertThat(types(server.task()))
          .containsExactly("SCHEDULE_ACTIVITY_TASK", "SCHEDULE_ACTIVITY_TASK");
      assertThat(server.signal("nothing").task()).isEmpty();

      assertThat(types(server.cancel("enough").task()))
          .containsExactly(
              "REQUEST_CANCEL_ACTIVITY_TASK",
              "REQUEST_CANCEL_ACTIVITY_TASK",
              "CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Workflow.Definition
  public static final class ForkThatStarts {
    @Workflow.Run
    public String run() {
      try (var scope = Workflow.scope()) {
        var begun = scope.fork(() -> Workflow.startActivity(Work::work, OPTIONS));
        Runnable failing =
            () -> {
              begun.get();
              throw new IllegalArgumentException("wrong");
            };
        var _ = scope.fork(failing);
        scope.join();
        return "no";
      } catch (IllegalArgumentException e) {
        Workflow.await(() -> false);
        return "never";
      }
    }
  }

  @Test
  void what_an_ended_fork_has_started_outlives_the_failure_of_another() {
    try (var server = start(ForkThatStarts.class)) {
      assertThat(types(server.task())).containsExactly("SCHEDULE_ACTIVITY_TASK");
    }
  }

  @Workflow.Definition
  public static final class Immediate {
    @Workflow.Run
    public String run() {
      Promise<String> started = Workflow.startActivity(Work::work, OPTIONS);
      Promise<@Nullable Void> timer = Workflow.startTimer(Duration.ofSeconds(1));
      started.cancel();
      timer.cancel();
      assertThat(Failures.isCancelled(started.failure())).isTrue();
      assertThat(Failures.isCancelled(timer.failure())).isTrue();
      return Workflow.executeActivity(Work::work, OPTIONS);
    }
  }

  @Test
  void what_is_cancelled_before_it_left_makes_no_command() {
    try (var server = start(Immediate.class)) {
      var commands = server.task();

      assertThat(types(commands)).containsExactly("SCHEDULE_ACTIVITY_TASK");
      assertThat(commands.getFirst().getScheduleActivityTaskCommandAttributes().getActivityId())
          .isEqualTo("2");
    }
  }

  @Workflow.Definition
  public static final class Sleeps {
    @Workflow.Run
    public void run(boolean condition) {
      if (condition) {
        Workflow.await(Duration.ofDays(1), () -> false);
      } else {
        Workflow.sleep(Duration.ofDays(1));
      }
    }
  }

  @Test
  void a_cancelled_sleep_cancels_its_timer_and_the_workflow() {
    try (var server = start(Sleeps.class, false)) {
      server.task();

      assertThat(types(server.cancel("").task()))
          .containsExactly("CANCEL_TIMER", "CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void a_cancelled_wait_for_a_condition_cancels_its_timer_and_the_workflow() {
    try (var server = start(Sleeps.class, true)) {
      server.task();

      assertThat(types(server.cancel("").task()))
          .containsExactly("CANCEL_TIMER", "CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void a_workflow_that_is_cancelled_before_its_first_task_starts_nothing() {
    try (var server = start(Waits.class, ActivityCancellationType.TRY_CANCEL).cancel("enough")) {
      assertThat(types(server.task())).containsExactly("CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Workflow.Definition
  public static final class CancelsItself {
    @Workflow.Run
    public String run() {
      Promise<String> promise = Workflow.startActivity(Work::work, OPTIONS);
      Workflow.sleep(Duration.ofSeconds(1));
      promise.cancel();
      return promise.get();
    }
  }

  @Test
  void a_cancellation_that_nobody_requested_of_the_workflow_fails_it() {
    try (var server = start(CancelsItself.class)) {
      server.task();

      assertThat(types(server.fireTimer("1").task()))
          .containsExactly("REQUEST_CANCEL_ACTIVITY_TASK", "FAIL_WORKFLOW_EXECUTION");
    }
  }
}
