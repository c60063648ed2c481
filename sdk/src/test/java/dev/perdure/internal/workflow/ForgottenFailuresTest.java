package dev.perdure.internal.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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

  private static int forgotten(String what) {
    try (var server = SimulatedServer.start(Starts.class, what)) {
      if (!types(server.task()).contains("COMPLETE_WORKFLOW_EXECUTION")) {
        server.fireTimer("1").task();
      }
      return server.run().forgottenFailures().size();
    }
  }

  @Test
  void a_failure_that_nobody_asks_for_is_forgotten() {
    assertThat(forgotten("forget")).isEqualTo(1);
    assertThat(forgotten("close")).isEqualTo(1);
  }

  @Test
  void a_failure_that_was_asked_for_is_not_forgotten() {
    assertThat(forgotten("ask")).isZero();
    assertThat(forgotten("ask later")).isZero();
    assertThat(forgotten("gather")).isZero();
    assertThat(forgotten("join")).isZero();
  }

  @Test
  void of_a_chain_the_last_promise_counts() {
    assertThat(forgotten("chain")).isEqualTo(1);
  }

  @Test
  void being_cancelled_is_not_a_failure_to_remember() {
    assertThat(forgotten("cancel")).isZero();
  }
}
