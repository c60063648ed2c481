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

  private static List<String> warnings(String what) {
    try (var log = new LogOf(ForgottenFailures.class);
        var server = SimulatedServer.start(Starts.class, what)) {
      if (!types(server.task()).contains("COMPLETE_WORKFLOW_EXECUTION")) {
        server.evict(); // the replay is silent
        server.fireTimer("1").task();
      }
      return log.messages(Level.WARN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forget", "close", "chain", "wait", "ask later"})
  void a_failure_that_nobody_has_asked_for_when_the_workflow_waits_or_ends_is_told_once(
      String what) {
    assertThat(warnings(what))
        .singleElement()
        .asString()
        .startsWith(
            "Code that ran side by side in workflow \"workflow\" failed, and it has not asked for"
                + " the result yet.")
        .contains("IllegalStateException: forgotten");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ask", "gather", "join", "join later"})
  void a_failure_that_somebody_asks_or_waits_for_is_not_told(String what) {
    assertThat(warnings(what)).isEmpty();
  }

  @Test
  void being_cancelled_is_not_a_failure_to_tell_of() {
    assertThat(warnings("cancel")).isEmpty();
  }
}
