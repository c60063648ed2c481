package dev.perdure.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.workflow.HandlerUnfinishedPolicy;
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
