package dev.perdure.internal.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.perdure.internal.log.LogOf;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForgottenFailuresTest {
  /// Starts code that fails, and does with it what it is told to.
  @Workflow.Definition
  public static final class Starts {
    @Workflow.Run
    public void run(String what) {
      switch (what) {
        case "forget" -> failing();
        case "ask" -> ask(failing());
        case "ask later" -> {
          Promise<@Nullable Void> failing = failing();
          Workflow.sleep(Duration.ofSeconds(1));
          ask(failing);
        }
        case "wait" -> {
          failing();
          Workflow.sleep(Duration.ofSeconds(1));
        }
        case "chain" -> failing().then(_ -> "never");
        case "gather" -> ask(Promise.allOf(failing(), failing()));
        case "join" -> {
          try (var scope = Workflow.scope()) {
            scope.fork(Starts::fail);
            scope.join();
          } catch (IllegalStateException e) {
            // what is tested is that it is known
          }
        }
        case "join later" -> {
          try (var scope = Workflow.scope()) {
            scope.fork(
                () -> {
                  Workflow.sleep(Duration.ofSeconds(1));
                  fail();
                });
            scope.join();
          } catch (IllegalStateException e) {
            // what is tested is that it is known
          }
        }
        case "close" -> {
          try (var scope = Workflow.scope()) {
            scope.fork(Starts::fail);
          }
        }
        case "cancel" -> {
          Promise<@Nullable Void> sleeping =
              Workflow.async(() -> Workflow.sleep(Duration.ofDays(1)));
          Workflow.sleep(Duration.ofSeconds(1));
          sleeping.cancel();
        }
        default -> throw new IllegalArgumentException(what);
      }
    }

    private static Promise<@Nullable Void> failing() {
      return Workflow.async(Starts::fail);
    }

    private static void fail() {
      throw new IllegalStateException("forgotten");
    }

    private static void ask(Promise<?> promise) {
      try {
        promise.get();
      } catch (IllegalStateException e) {
        // what is tested is that it is known
      }
    }
  }

  /// What is told from a level on, until the workflow has ended.
  private static List<String> told(String what, Level from) {
    try (var log = new LogOf(ForgottenFailures.class);
        var server = SimulatedServer.start(Starts.class, what)) {
      if (!types(server.task()).contains("COMPLETE_WORKFLOW_EXECUTION")) {
        server.evict(); // the replay does not tell it again
        server.fireTimer("1").task();
      }
      return log.messages(from);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forget", "close", "chain", "wait"})
  void a_failure_that_nobody_has_asked_for_when_the_workflow_ends_is_warned_of(String what) {
    assertThat(told(what, Level.WARN))
        .singleElement()
        .asString()
        .startsWith(
            "Code that ran side by side in workflow \"workflow\" failed, and it never asked for the"
                + " result.")
        .contains("IllegalStateException: forgotten");
  }

  @Test
  void a_failure_that_nobody_has_asked_for_when_the_workflow_waits_is_told_once() {
    assertThat(told("ask later", Level.INFO))
        .singleElement()
        .asString()
        .startsWith(
            "Code that ran side by side in workflow \"workflow\" failed, and it has not asked for"
                + " the result yet.")
        .contains("IllegalStateException: forgotten");
    assertThat(told("ask later", Level.WARN)).as("it asks in the end").isEmpty();
    assertThat(told("wait", Level.INFO)).as("and once more at the end").hasSize(2);
  }

  @Test
  void a_workflow_that_never_asks_does_not_keep_all_failures() {
    var failures = new ForgottenFailures();
    for (int i = 0; i < 1_000; i++) {
      failures.add(new IllegalStateException("failure " + i), false);
    }
    try (var log = new LogOf(ForgottenFailures.class)) {
      failures.warn("workflow");

      assertThat(log.messages(Level.WARN)).hasSize(100).last().asString().contains("failure 999");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ask", "gather", "join", "join later"})
  void a_failure_that_somebody_asks_or_waits_for_is_not_told(String what) {
    assertThat(told(what, Level.INFO)).isEmpty();
  }

  @Test
  void being_cancelled_is_not_a_failure_to_tell_of() {
    assertThat(told("cancel", Level.INFO)).isEmpty();
  }
}
