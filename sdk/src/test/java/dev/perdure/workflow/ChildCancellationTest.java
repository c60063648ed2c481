package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static dev.perdure.workflow.ChildWorkflowCancellationType.ABANDON;
import static dev.perdure.workflow.ChildWorkflowCancellationType.TRY_CANCEL;
import static dev.perdure.workflow.ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED;
import static dev.perdure.workflow.ChildWorkflowCancellationType.WAIT_CANCELLATION_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.converter.DataConverter;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.ChildWorkflowFailure;
import dev.perdure.failure.Failures;
import dev.perdure.internal.workflow.SimulatedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a parent sees of a child that it cancels: before its command has left, before it has
/// started, and after, for each type of cancellation.
final class ChildCancellationTest {
  @Workflow.Definition
  public static final class Parent {
    @Workflow.Run
    public String run(ChildWorkflowCancellationType type) {
      try {
        var child =
            Workflow.startChildWorkflow(
                "Child", String.class, ChildWorkflowOptions.of("child").withCancellationType(type));
        return child.get() + "";
      } catch (ChildWorkflowFailure e) {
        assertThat(e)
            .hasMessage("Child Workflow execution cancelled")
            .hasCauseInstanceOf(CancelledFailure.class);
        throw e;
      }
    }
  }

  private static SimulatedServer started(ChildWorkflowCancellationType type) {
    SimulatedServer server = start(Parent.class, type);
    server.task();
    server.history().otherWorkflows().started("child");
    server.task();
    return server;
  }

  @Test
  void abandon_goes_on_without_asking() {
    try (var server = started(ABANDON)) {
      assertThat(types(server.cancel("enough").task()))
          .containsExactly("CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void try_cancel_asks_and_goes_on_at_once() {
    try (var server = started(TRY_CANCEL)) {
      var commands = server.cancel("enough").task();

      assertThat(types(commands))
          .containsExactly(
              "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION", "CANCEL_WORKFLOW_EXECUTION");
      var asked = commands.getFirst().getRequestCancelExternalWorkflowExecutionCommandAttributes();
      assertThat(asked.getWorkflowId()).isEqualTo("child");
      assertThat(asked.getRunId()).isEmpty();
      assertThat(asked.getChildWorkflowOnly()).isTrue();
      assertThat(asked.getReason()).isEqualTo("enough");
    }
  }

  @Test
  void waiting_for_the_cancellation_sees_what_comes_of_it() {
    try (var server = started(WAIT_CANCELLATION_COMPLETED)) {
      assertThat(types(server.cancel("").task()))
          .containsExactly("REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION");
      server.history().otherWorkflows().cancelRequested("child");
      assertThat(server.task()).isEmpty();

      server.history().otherWorkflows().cancelled("child");

      assertThat(types(server.task())).containsExactly("CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void a_child_that_completes_in_spite_of_the_request_completes_its_parent() {
    try (var server = started(WAIT_CANCELLATION_COMPLETED)) {
      server.cancel("").task();
      server
          .history()
          .otherWorkflows()
          .completed("child", DataConverter.defaults().encodeAll("done"))
          .otherWorkflows()
          .cancelFailed("child");

      assertThat(server.result(server.task())).isEqualTo("done");
    }
  }

  @Test
  void waiting_for_the_request_goes_on_when_the_child_has_it() {
    try (var server = started(WAIT_CANCELLATION_REQUESTED)) {
      assertThat(types(server.cancel("").task()))
          .containsExactly("REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION");

      server.history().otherWorkflows().cancelRequested("child");

      assertThat(types(server.task())).containsExactly("CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void a_request_that_came_too_late_waits_for_the_end_that_came_first() {
    try (var server = started(WAIT_CANCELLATION_REQUESTED)) {
      server.cancel("").task();
      server.history().otherWorkflows().cancelFailed("child");
      assertThat(server.task()).isEmpty();

      server
          .history()
          .otherWorkflows()
          .completed("child", DataConverter.defaults().encodeAll("done"));

      assertThat(server.result(server.task())).isEqualTo("done");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChildWorkflowCancellationType.class,
      names = {"ABANDON", "TRY_CANCEL"})
  void who_does_not_wait_goes_on_before_the_child_has_started(ChildWorkflowCancellationType type) {
    try (var server = start(Parent.class, type)) {
      server.task();

      assertThat(types(server.cancel("").task())).endsWith("CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChildWorkflowCancellationType.class,
      names = {"WAIT_CANCELLATION_COMPLETED", "WAIT_CANCELLATION_REQUESTED"})
  void who_waits_goes_on_waiting_when_the_child_starts_after_the_request(
      ChildWorkflowCancellationType type) {
    try (var server = start(Parent.class, type)) {
      server.task();
      assertThat(types(server.cancel("").task()))
          .containsExactly("REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION");
      server.history().otherWorkflows().started("child");
      assertThat(server.task()).isEmpty();

      server.history().otherWorkflows().cancelled("child");

      assertThat(types(server.task())).containsExactly("CANCEL_WORKFLOW_EXECUTION");
    }
  }

  /// Cancels its child in various moments, and goes on.
  @Workflow.Definition
  public static final class Immediate {
    private boolean mayEnd;

    @Workflow.Run
    public String run() {
      Promise<String> result =
          Workflow.async(
              () ->
                  Workflow.executeChildWorkflow(
                          "Child", String.class, ChildWorkflowOptions.of("child"))
                      + "");
      Workflow.async(result::cancel);
      Workflow.await(result::isDone);
      Throwable failure = result.failure();
      assertThat(Failures.isCancelled(failure)).isTrue();
      Workflow.await(() -> mayEnd);
      return failure == null ? "" : failure.getMessage() + "";
    }

    @Workflow.Signal
    public void end() {
      mayEnd = true;
    }
  }

  @Test
  void a_child_that_is_cancelled_before_its_command_left_makes_no_command() {
    try (var server = start(Immediate.class)) {
      assertThat(server.task()).isEmpty();

      assertThat(server.result(server.signal("end").task()))
          .isEqualTo("Child Workflow Execution cancelled before scheduled: ");
    }
  }

  /// Cancels its child by the handle, and again, and goes on.
  @Workflow.Definition
  public static final class ByHandle {
    @Workflow.Run
    public String run(ChildWorkflowCancellationType type) {
      var child =
          Workflow.startChildWorkflow(
              "Child", String.class, ChildWorkflowOptions.of("child").withCancellationType(type));
      child.cancel();
      child.cancel();
      try {
        return child.get() + "";
      } catch (ChildWorkflowFailure e) {
        Workflow.await(() -> false);
        return "never";
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChildWorkflowCancellationType.class,
      names = {"ABANDON", "TRY_CANCEL"})
  void what_becomes_of_a_child_that_nobody_waits_for_changes_nothing(
      ChildWorkflowCancellationType type) {
    try (var server = start(ByHandle.class, type)) {
      server.task();
      server.history().otherWorkflows().started("child");
      assertThat(server.task()).hasSize(type == TRY_CANCEL ? 1 : 0);

      server
          .history()
          .otherWorkflows()
          .completed("child", DataConverter.defaults().encodeAll("late"));

      assertThat(server.task()).isEmpty();
    }
  }

  @Test
  void a_second_cancellation_asks_nothing() {
    try (var server = start(ByHandle.class, WAIT_CANCELLATION_COMPLETED)) {
      server.task();
      server.history().otherWorkflows().started("child");

      assertThat(server.task()).hasSize(1);
    }
  }

  @Workflow.Definition
  public static final class Late {
    @Workflow.Run
    public void run() {
      try {
        Workflow.await(() -> false);
      } catch (CancelledFailure e) {
        Workflow.executeChildWorkflow("Child", String.class, ChildWorkflowOptions.of("late"));
      }
    }
  }

  @Test
  void in_a_cancelled_workflow_no_child_is_started() {
    try (var server = start(Late.class)) {
      server.task();

      assertThat(types(server.cancel("").task())).containsExactly("CANCEL_WORKFLOW_EXECUTION");
    }
  }
}
