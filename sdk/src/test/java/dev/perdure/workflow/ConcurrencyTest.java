package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.activity.Activity;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ConcurrencyTest {
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(10));

  /// The activities that the workflows here name.
  public interface Work {
    @Activity.Definition
    int twice(int number);
  }

  @Workflow.Definition
  public static final class FansOut {
    @Workflow.Run
    public int run(int count) {
      List<Promise<Integer>> all =
          IntStream.range(0, count)
              .mapToObj(i -> Workflow.startActivity(Work::twice, i, OPTIONS).then(n -> n + 1))
              .toList();
      return Promise.allOf(all).get().stream().mapToInt(i -> i).sum();
    }
  }

  @Test
  void all_results_come_in_the_order_of_the_promises() {
    try (var server = start(FansOut.class, 3)) {
      var commands = server.task();
      assertThat(types(commands)).hasSize(3).containsOnly("SCHEDULE_ACTIVITY_TASK");

      server.completeActivity("3", 4).completeActivity("1", 0).task();
      var last = server.completeActivity("2", 2).task();

      assertThat(server.result(last)).isEqualTo(9);
    }
  }

  @Test
  void activities_ask_to_be_started_eagerly_and_leave_it_to_the_worker() {
    try (var server = start(FansOut.class, 5)) {
      assertThat(server.task())
          .extracting(c -> c.getScheduleActivityTaskCommandAttributes().getRequestEagerExecution())
          .containsExactly(true, true, true, true, true);
    }
  }

  @Test
  void all_of_fails_with_the_first_failure() {
    try (var server = start(FansOut.class, 3)) {
      server.task();

      var commands = server.failActivity("2", ApplicationFailure.of("two", "T")).task();

      assertThat(types(commands)).containsExactly("FAIL_WORKFLOW_EXECUTION");
    }
  }

  @Workflow.Definition
  public static final class Races {
    @Workflow.Run
    public String run() {
      Promise<String> slow =
          Workflow.async(
              () -> {
                Workflow.sleep(Duration.ofHours(1));
                return "slow";
              });
      Promise<String> quick =
          Workflow.async(
              () -> {
                Workflow.sleep(Duration.ofSeconds(1));
                return "quick";
              });
      String first = Promise.anyOf(slow, quick).get();
      slow.cancel();
      Workflow.await(slow::isDone);
      return first + " " + Failures.isCancelled(slow.failure());
    }
  }

  @Test
  void the_first_of_several_wins_and_the_others_can_be_cancelled() {
    try (var server = start(Races.class)) {
      assertThat(types(server.task())).containsExactly("START_TIMER", "START_TIMER");

      var commands = server.fireTimer("2").task();

      assertThat(types(commands)).containsExactly("CANCEL_TIMER", "COMPLETE_WORKFLOW_EXECUTION");
      assertThat(server.result(commands)).isEqualTo("quick true");
    }
  }

  @Workflow.Definition
  public static final class Scoped {
    private final List<String> log = new ArrayList<>();

    @Workflow.Run
    public List<String> run() {
      try (var scope = Workflow.scope()) {
        var one = scope.fork(() -> Workflow.executeActivity(Work::twice, 1, OPTIONS));
        var two = scope.fork(() -> Workflow.executeActivity(Work::twice, 2, OPTIONS));
        scope.join();
        log.add("sum " + (one.get() + two.get()));
      } catch (ActivityFailure e) {
        log.add(e.reason().getMessage());
      }
      log.add("cancelled " + Workflow.isCancelled());
      return log;
    }
  }

  @Test
  void a_scope_joins_its_forks() {
    try (var server = start(Scoped.class)) {
      server.task();

      var commands = server.completeActivity("1", 2).completeActivity("2", 4).task();

      assertThat(server.result(commands)).isEqualTo(List.of("sum 6", "cancelled false"));
    }
  }

  @Test
  void a_fork_that_fails_cancels_the_others() {
    try (var server = start(Scoped.class)) {
      server.task();

      var commands = server.failActivity("1", ApplicationFailure.of("broken", "T")).task();

      assertThat(types(commands))
          .containsExactly("REQUEST_CANCEL_ACTIVITY_TASK", "COMPLETE_WORKFLOW_EXECUTION");
      assertThat(server.result(commands)).isEqualTo(List.of("broken", "cancelled false"));
    }
  }

  @Workflow.Definition
  public static final class Throws {
    static final class Checked extends Exception {
      Checked() {
        super("checked");
      }
    }

    @Workflow.Run
    public String run() {
      Promise<String> promise =
          Workflow.async(
              () -> {
                throw new Checked();
              });
      try {
        return promise.get();
      } catch (Exception e) {
        return e.getClass().getSimpleName();
      }
    }
  }

  @Test
  void what_side_by_side_code_throws_is_thrown_where_the_result_is_asked_for() {
    try (var server = start(Throws.class)) {
      assertThat(server.result(server.task())).isEqualTo("Checked");
    }
  }
}
