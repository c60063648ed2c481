package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.message;
import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.perdure.activity.Activity;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.Failure;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UpdatesTest {
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(10));

  /// The activity that the workflows here name.
  public interface Greetings {
    @Activity.Definition
    String greet(String name);
  }

  @Workflow.Definition
  public static final class Counter {
    private final List<String> log = new ArrayList<>();
    private int count;
    private boolean over;

    @Workflow.Run
    public List<String> run() {
      log.add("run");
      Workflow.await(() -> over);
      return log;
    }

    @Workflow.Update
    public int add(List<Integer> numbers) {
      log.add("add " + numbers);
      numbers.forEach(number -> count += number);
      return count;
    }

    @Workflow.UpdateValidator("add")
    public void isUpwards(List<Integer> numbers) {
      if (numbers.stream().anyMatch(number -> number < 0)) {
        throw new IllegalArgumentException("only upwards");
      }
      numbers.clear(); // what the handler gets is its own
    }

    @Workflow.Update
    public String greet(String name) {
      String greeting = Workflow.executeActivity(Greetings::greet, name, OPTIONS);
      UpdateInfo info = Objects.requireNonNull(Workflow.currentUpdateInfo());
      return greeting + " by " + info.name() + " " + info.id();
    }

    @Workflow.Update
    public void refuseLate(String type) {
      if (count < 10) {
        throw ApplicationFailure.of("too late", type);
      }
    }

    @Workflow.Update
    public void stumble() {
      if (count < 10) {
        throw new IllegalStateException("a bug");
      }
    }

    @Workflow.Update
    public String waitForEver() {
      Workflow.await(() -> false);
      return "never";
    }

    @Workflow.Update
    public String end() {
      over = true;
      return "ended";
    }

    @Workflow.Update
    public void reads(String what) {}

    @Workflow.UpdateValidator("reads")
    public void starts(String what) {
      switch (what) {
        case "activity" -> Workflow.startActivity(Greetings::greet, what, OPTIONS);
        case "wait" -> Workflow.await(() -> over);
        case "handler" -> Workflow.setSignalHandler("x", _ -> {});
        default -> Workflow.random();
      }
    }

    @Workflow.Signal
    public void note(String text) {
      log.add(text);
    }
  }

  @Test
  void an_update_is_accepted_and_completed_with_the_ids_and_the_order_of_the_protocol() {
    try (var server = start(Counter.class)) {
      server.task();

      var done = server.update("u1", "add", List.of(1, 2)).completed(Map.of());

      assertThat(types(done.commands())).containsExactly("PROTOCOL_MESSAGE", "PROTOCOL_MESSAGE");
      assertThat(done.commands())
          .extracting(c -> c.getProtocolMessageCommandAttributes().getMessageId())
          .containsExactly("u1/request/accept", "u1/request/complete");
      assertThat(done.messages())
          .extracting(Message::getId, Message::getProtocolInstanceId)
          .containsExactly(tuple("u1/request/accept", "u1"), tuple("u1/request/complete", "u1"));
      var acceptance = message(done.messages(), "u1/request/accept", Acceptance.class);
      assertThat(acceptance.getAcceptedRequestMessageId()).isEqualTo("u1/request");
      assertThat(acceptance.getAcceptedRequestSequencingEventId()).isEqualTo(5);
      assertThat(acceptance.getAcceptedRequest())
          .isEqualTo(server.request("u1", "add", List.of(1, 2)));
      var response = message(done.messages(), "u1/request/complete", Response.class);
      assertThat(response.getMeta().getUpdateId()).isEqualTo("u1");
      assertThat(server.outcome(done.messages(), "u1")).isEqualTo(3);
      assertThat(server.count(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED))
          .isEqualTo(1);
    }
  }

  @Test
  void a_rejected_update_has_no_command_and_its_handler_does_not_run() {
    try (var server = start(Counter.class)) {
      server.task();

      var done = server.update("u1", "add", List.of(-1)).completed(Map.of());

      assertThat(done.commands()).isEmpty();
      var rejection = message(done.messages(), "u1/request/reject", Rejection.class);
      assertThat(rejection.getRejectedRequestMessageId()).isEqualTo("u1/request");
      assertThat(rejection.getRejectedRequestSequencingEventId()).isEqualTo(5);
      assertThat(rejection.getRejectedRequest())
          .isEqualTo(server.request("u1", "add", List.of(-1)));
      assertThat(server.rejection(done.messages(), "u1"))
          .isInstanceOfSatisfying(
              ApplicationFailure.class,
              failure -> {
                assertThat(failure).hasMessage("only upwards");
                assertThat(failure.type()).isEqualTo("IllegalArgumentException");
              });
    }
  }

  @Test
  void a_run_goes_on_after_the_server_dropped_a_task_of_rejected_updates() {
    try (var server = start(Counter.class)) {
      server.task();
      long before = server.history().last();

      for (int i = 0; i < 3; i++) {
        var dropped = server.update("bad" + i, "add", List.of(-1)).dropped();
        assertThat(dropped.messages()).hasSize(1);
      }

      assertThat(server.history().last()).isEqualTo(before);
      assertThat(server.run().lastEventId()).isEqualTo(3);
      var done = server.update("u1", "add", List.of(1)).completed(Map.of());
      assertThat(server.outcome(done.messages(), "u1")).isEqualTo(1);
      server.update("bad", "add", List.of(-1)).dropped();
      assertThat(types(server.update("u2", "end").task()))
          .last()
          .isEqualTo("COMPLETE_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void an_update_without_a_handler_is_rejected_with_the_names_that_there_are() {
    try (var server = start(Counter.class)) {
      var done = server.update("u1", "unknown").completed(Map.of());

      assertThat(server.rejection(done.messages(), "u1"))
          .hasMessage(
              "Update handler for 'unknown' expected but not found, and there is no dynamic"
                  + " handler. known updates: [add end greet reads refuseLate stumble"
                  + " waitForEver]");
    }
  }

  @Test
  void an_update_whose_arguments_cannot_be_decoded_is_rejected() {
    try (var server = start(Counter.class)) {
      server.task();

      var done = server.update("u1", "add", "no list").completed(Map.of());

      assertThat(server.rejection(done.messages(), "u1")).hasMessageStartingWith("Argument 1 of 1");
    }
  }

  @Test
  void an_update_may_wait_for_an_activity_and_is_completed_by_a_later_task() {
    try (var server = start(Counter.class)) {
      server.task();

      var accepted = server.update("u1", "greet", "Ada").completed(Map.of());
      assertThat(types(accepted.commands()))
          .containsExactly("PROTOCOL_MESSAGE", "SCHEDULE_ACTIVITY_TASK");
      server.evict();
      var done = server.completeActivity("1", "Hello Ada").completed(Map.of());

      assertThat(types(done.commands())).containsExactly("PROTOCOL_MESSAGE");
      assertThat(server.outcome(done.messages(), "u1")).isEqualTo("Hello Ada by greet u1");
    }
  }

  @Test
  void a_failure_after_the_acceptance_is_the_updates_outcome() {
    try (var server = start(Counter.class)) {
      server.task();

      var done = server.update("u1", "refuseLate", "Late").completed(Map.of());

      assertThat(types(done.commands())).containsExactly("PROTOCOL_MESSAGE", "PROTOCOL_MESSAGE");
      assertThat(server.outcome(done.messages(), "u1"))
          .isInstanceOfSatisfying(
              ApplicationFailure.class, failure -> assertThat(failure.type()).isEqualTo("Late"));
    }
  }

  @Test
  void any_other_exception_after_the_acceptance_fails_the_task() {
    try (var server = start(Counter.class)) {
      server.task();

      var failed = server.update("u1", "stumble").failed();

      assertThat(failed.failure().getMessage()).isEqualTo("a bug");
      assertThat(failed.cause())
          .isEqualTo(
              WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
    }
  }

  @Test
  void a_validator_that_does_more_than_read_fails_the_task_with_words_that_say_so() {
    try (var server = start(Counter.class)) {
      server.task();
      assertThat(server.update("u", "reads", "activity").failed().failure().getMessage())
          .contains("An update validator only reads: it cannot start an activity");
      assertThat(server.update("u", "reads", "wait").failed().failure().getMessage())
          .contains("An update validator only reads: it cannot wait");
      assertThat(server.update("u", "reads", "handler").failed().failure().getMessage())
          .contains("An update validator only reads: it cannot set a signal handler");
      assertThat(server.update("u", "reads", "random").failed().failure().getMessage())
          .contains("An update validator only reads: it cannot use random numbers");
    }
  }

  @Test
  void updates_and_signals_that_come_with_the_start_are_handled_before_the_run_in_order() {
    try (var server = start(Counter.class)) {
      server.signal("note", "signal").update("u1", "add", List.of(1)).update("u2", "end");

      var done = server.completed(Map.of());

      assertThat(types(done.commands()))
          .containsExactly(
              "PROTOCOL_MESSAGE",
              "PROTOCOL_MESSAGE",
              "PROTOCOL_MESSAGE",
              "PROTOCOL_MESSAGE",
              "COMPLETE_WORKFLOW_EXECUTION");
      assertThat(server.outcome(done.messages(), "u2")).isEqualTo("ended");
      assertThat(server.result(done.commands())).isEqualTo(List.of("signal", "add [1]", "run"));
    }
  }

  @Test
  void an_update_is_cancelled_with_its_workflow_and_fails() {
    try (var server = start(Counter.class)) {
      server.task();
      server.update("u1", "waitForEver").task();

      var done = server.cancel("enough").completed(Map.of());

      assertThat(server.outcome(done.messages(), "u1")).isInstanceOf(CancelledFailure.class);
      assertThat(types(done.commands()))
          .containsExactlyInAnyOrder("PROTOCOL_MESSAGE", "CANCEL_WORKFLOW_EXECUTION")
          .last()
          .isEqualTo("CANCEL_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void many_updates_run_side_by_side() {
    try (var server = start(Counter.class)) {
      server.task();
      for (int i = 1; i <= 50; i++) {
        server.update("u" + i, "greet", "no. " + i);
      }
      assertThat(server.task()).hasSize(100);

      for (int i = 50; i >= 1; i--) {
        server.completeActivity(Integer.toString(i), "Hello no. " + i);
      }
      server.update("bad", "add", List.of(-1));
      var done = server.completed(Map.of());

      assertThat(done.commands()).hasSize(50);
      assertThat(server.outcome(done.messages(), "u7")).isEqualTo("Hello no. 7 by greet u7");
      assertThat(server.rejection(done.messages(), "bad")).hasMessage("only upwards");
    }
  }

  @Test
  void a_request_that_comes_again_while_its_update_runs_changes_nothing() {
    try (var server = start(Counter.class)) {
      server.task();
      server.update("u1", "greet", "Ada").task();

      assertThat(server.update("u1", "greet", "Ada").task()).isEmpty();
    }
  }

  @Workflow.Definition
  public static final class Forks {
    private @Nullable String seen;

    @Workflow.Run
    public void run() {
      Workflow.await(() -> seen != null);
    }

    @Workflow.Update
    public String ids() {
      Promise<@Nullable String> inside = Workflow.async(Forks::id);
      @Nullable String detached = Workflow.<@Nullable String>detached(Forks::id);
      seen = inside.get() + " " + detached;
      return seen;
    }

    private static @Nullable String id() {
      UpdateInfo info = Workflow.currentUpdateInfo();
      return info == null ? null : info.id();
    }
  }

  @Test
  void what_a_handler_starts_belongs_to_its_update() {
    try (var server = start(Forks.class)) {
      var done = server.update("u1", "ids").completed(Map.of());

      assertThat(server.outcome(done.messages(), "u1")).isEqualTo("u1 u1");
    }
  }

  @Workflow.Definition
  public static final class Patient {
    private boolean released;
    private boolean over;

    @Workflow.Run
    public boolean run() {
      Workflow.await(() -> over);
      boolean finished = Workflow.allHandlersFinished();
      Workflow.await(Workflow::allHandlersFinished);
      return finished;
    }

    @Workflow.Update
    public String hold() {
      Workflow.await(() -> released);
      return "held";
    }

    @Workflow.Signal
    public void release() {
      Workflow.await(() -> over);
      released = true;
    }

    @Workflow.Signal
    public void end() {
      over = true;
    }
  }

  @Test
  void a_workflow_can_wait_for_its_handlers() {
    try (var server = start(Patient.class)) {
      server.task();
      server.update("u1", "hold").signal("release").task();

      var done = server.signal("end").completed(Map.of());

      assertThat(types(done.commands()))
          .containsExactly("PROTOCOL_MESSAGE", "COMPLETE_WORKFLOW_EXECUTION");
      assertThat(server.outcome(done.messages(), "u1")).isEqualTo("held");
      assertThat(server.result(done.commands())).isEqualTo(false);
    }
  }

  @Workflow.Definition
  public static final class StartsOver {
    @Workflow.Run
    public void run() {
      Workflow.await(() -> false);
    }

    @Workflow.Update
    public void startOver() {
      Workflow.continueAsNew(StartsOver::run);
    }
  }

  @Test
  void an_update_can_continue_the_workflow_as_new() {
    try (var server = start(StartsOver.class)) {
      server.task();

      assertThat(types(server.update("u1", "startOver").task()))
          .containsExactly("PROTOCOL_MESSAGE", "CONTINUE_AS_NEW_WORKFLOW_EXECUTION");
    }
  }

  @Workflow.Definition(failureExceptionTypes = ArithmeticException.class)
  public static final class Divides {
    @Workflow.Run
    public int run(int by) {
      Workflow.await(() -> by == 0);
      return 1 / by;
    }

    @Workflow.Update
    public int divide(int by) {
      return 1 / by;
    }
  }

  @Test
  void a_definition_can_name_what_else_fails_updates_and_the_workflow() {
    try (var server = start(Divides.class, 1)) {
      server.task();
      var done = server.update("u1", "divide", 0).completed(Map.of());

      assertThat((Failure) server.outcome(done.messages(), "u1")).hasMessage("/ by zero");
    }
    try (var server = start(Divides.class, 0)) {
      assertThat(types(server.task())).containsExactly("FAIL_WORKFLOW_EXECUTION");
    }
  }

  @Test
  void a_history_that_accepts_what_the_code_refuses_is_told_as_such() {
    var server = start(Counter.class);
    server.task();
    server.history().taskStarted().taskCompleted();
    server
        .history()
        .updateAccepted(
            "u1", Acceptance.newBuilder().setAcceptedRequest(server.request("u1", "gone")).build());
    server.evict();

    var failed = server.failed();

    assertThat(failed.cause())
        .isEqualTo(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR);
    assertThat(failed.failure().getMessage())
        .contains("accepts the update gone (id u1), but the workflow code refuses it there");
    server.run().close();
  }

  @Test
  void an_update_that_was_admitted_before_a_reset_is_handled_once() {
    try (var server = start(Counter.class)) {
      server.task();
      server.history().updateAdmitted(server.request("u1", "add", List.of(4)));
      server.history().updateAdmitted(server.request("bad", "add", List.of(-4)));

      var done = server.completed(Map.of());

      assertThat(server.outcome(done.messages(), "u1")).isEqualTo(4);
      assertThat(server.rejection(done.messages(), "bad")).hasMessage("only upwards");
      server.evict();
      server.update("u2", "add", List.of(1));
      assertThat(server.outcome(server.completed(Map.of()).messages(), "u2")).isEqualTo(5);
    }
  }
}
