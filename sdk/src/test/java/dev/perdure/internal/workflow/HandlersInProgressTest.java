package dev.perdure.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.perdure.internal.log.LogOf;
import dev.perdure.workflow.HandlerUnfinishedPolicy;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandlersInProgressTest {
  private final HandlersInProgress handlers = new HandlersInProgress();

  @Test
  void the_end_of_a_workflow_names_the_signals_and_updates_that_it_cuts_off() {
    handlers.signal("approve");
    handlers.signal("approve");
    handlers.signal("note");
    handlers.update("setAddress", "update-1");

    assertThat(handlers.warnings())
        .satisfiesExactly(
            signals ->
                assertThat(signals)
                    .startsWith("[TMPRL1102]")
                    .contains("the signals {approve=2, note=1} (name=number)"),
            updates ->
                assertThat(updates)
                    .startsWith("[TMPRL1102]")
                    .contains("the updates [setAddress (id update-1)]", "callers get an error"));
  }

  /// Ends while it handles a signal.
  @Workflow.Definition
  public static final class Hurries {
    private boolean begun;

    @Workflow.Run
    public void run() {
      Workflow.await(() -> begun);
    }

    @Workflow.Signal
    public void begin() {
      begun = true;
      Workflow.sleep(Duration.ofDays(1));
    }
  }

  @Test
  void what_is_cut_off_is_in_the_log() {
    try (var log = new LogOf(HandlersInProgress.class);
        var server = SimulatedServer.start(Hurries.class)) {
      server.task();
      server.signal("begin").task();

      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .startsWith("[TMPRL1102] The workflow ends while it still handles the signals {begin=1}");
    }
  }

  @Test
  void handlers_that_may_be_abandoned_are_not_named() {
    handlers.signal("approve").unfinishedPolicy(HandlerUnfinishedPolicy.ABANDON);
    handlers.update("setAddress", "update-1").unfinishedPolicy(HandlerUnfinishedPolicy.ABANDON);

    assertThat(handlers.isEmpty()).isFalse();
    assertThat(handlers.warnings()).isEmpty();
  }

  @Test
  void handlers_that_have_ended_are_not_named() {
    var signal = handlers.signal("approve");
    handlers.ended(signal);

    assertThat(handlers.isEmpty()).isTrue();
    assertThat(handlers.warnings()).isEmpty();
  }
}
