package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.perdure.verification.official.OfficialActivities.StepsInTest;
import dev.perdure.verification.peer.ServerSuite;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowQueryException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.failure.TimeoutFailure;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the official Java SDK expects of a server, as client and as worker, over TCP.
///
/// Subclasses name the server. One of them is the official test server, so that the tests
/// themselves are known to be right.
///
/// The official test server differs in details from the real one: a retried activity's started
/// event lacks the failure before it, and of two timeouts that are due together any may win.
abstract class OfficialSdkSuite extends ServerSuite {
  @SuppressWarnings("NullAway.Init") // set before every test
  private StepsInTest steps;

  @SuppressWarnings("NullAway.Init") // set before every test
  private OfficialSession session;

  @BeforeEach
  void connect() {
    steps = new StepsInTest();
    session = new OfficialSession(server(), sticky(), steps, OfficialWorkflows.ALL);
  }

  @AfterEach
  void replay_everything() throws Exception {
    steps.end.countDown();
    session.close();
  }

  @Test
  void hello_returns_the_result_of_its_activity() {
    var hello = session.start("Hello", "Ada");

    assertThat(hello.getResult(String.class)).isEqualTo("Hello, Ada!");
    assertThat(types(session.history(hello)))
        .containsExactly(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    assertThat(session.history(hello))
        .extracting(HistoryEvent::getEventId)
        .isEqualTo(IntStream.rangeClosed(1, 11).mapToObj(Long::valueOf).toList());
  }

  @Test
  void a_failing_activity_is_retried_and_the_history_shows_only_its_last_attempt() {
    var retried = session.start("Retried", 3);

    assertThat(retried.getResult(Integer.class)).isEqualTo(3);
    var started = only(retried, EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED);
    assertThat(started.getActivityTaskStartedEventAttributes().getAttempt()).isEqualTo(3);
    if (!isOfficialTestServer()) {
      assertThat(started.getActivityTaskStartedEventAttributes().getLastFailure().getMessage())
          .isEqualTo("attempt 2 fails");
    }
  }

  @Test
  void a_failure_keeps_its_type_and_details_through_activity_and_workflow() {
    var failing = session.start("Failing", "CardDeclined", 42);

    assertThatThrownBy(() -> failing.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo("CardDeclined");
              assertThat(failure.getDetails().get(0, Integer.class)).isEqualTo(42);
              assertThat(failure.isNonRetryable()).isTrue();
            });
    assertThat(status(failing)).isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED);
  }

  @Test
  void a_timer_fires_and_not_too_early() {
    var sleeper = session.start("Sleeper", 700L);

    assertThat(sleeper.getResult(Long.class)).isGreaterThanOrEqualTo(700);
  }

  @Test
  void signals_arrive_once_and_in_order() {
    var cart = session.start("Cart");
    var items = IntStream.range(0, 50).mapToObj(i -> "item" + i).toList();

    items.forEach(item -> cart.signal("add", item));
    cart.signal("checkout");

    assertThat(cart.getResult(String[].class)).containsExactlyElementsOf(items);
  }

  @Test
  void a_query_sees_every_signal_sent_before_it_while_running_and_when_closed() {
    var cart = session.start("Cart");

    cart.signal("add", "tea");
    assertThat(cart.query("items", String[].class)).containsExactly("tea");
    cart.signal("add", "milk");
    assertThat(cart.query("items", String[].class)).containsExactly("tea", "milk");
    cart.signal("checkout");
    cart.getResult(String[].class);

    assertThat(cart.query("items", String[].class)).containsExactly("tea", "milk");
  }

  @Test
  void a_failing_query_tells_why_and_harms_nothing() {
    var cart = session.start("Cart");

    assertThatThrownBy(() -> cart.query("fails", String.class))
        .isInstanceOf(WorkflowQueryException.class)
        .hasStackTraceContaining("nothing to tell");
    assertThatThrownBy(() -> cart.query("unknown", String.class))
        .isInstanceOf(WorkflowQueryException.class);
    cart.signal("checkout");

    assertThat(cart.getResult(String[].class)).isEmpty();
  }

  @Test
  void a_cancelled_workflow_cleans_up_and_ends_as_cancelled() {
    var waiter = session.start("Waiter");

    waiter.cancel("enough");

    assertThatThrownBy(() -> waiter.getResult(Void.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(status(waiter))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
    only(waiter, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
  }

  @Test
  void a_terminated_workflow_ends_at_once_with_the_reason() {
    var waiter = session.start("Waiter");

    waiter.terminate("stop it", "detail");

    assertThatThrownBy(() -> waiter.getResult(Void.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(TerminatedFailure.class);
    var event = only(waiter, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED);
    assertThat(event.getWorkflowExecutionTerminatedEventAttributes().getReason())
        .isEqualTo("stop it");
    assertThatThrownBy(() -> waiter.signal("anything"))
        .isInstanceOf(WorkflowNotFoundException.class);
  }

  @Test
  void continue_as_new_goes_on_in_new_runs_of_the_same_id() {
    var countdown = session.start("Countdown", 3, "");
    var first = OfficialSession.execution(countdown);

    assertThat(countdown.getResult(String.class)).isEqualTo("3,2,1,0");

    var runId = first.getRunId();
    int runs = 1;
    while (true) {
      var last =
          session
              .history(
                  WorkflowExecution.newBuilder()
                      .setWorkflowId(first.getWorkflowId())
                      .setRunId(runId)
                      .build())
              .getLast();
      runId = last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId();
      if (runId.isEmpty()) {
        break;
      }
      runs++;
    }
    assertThat(runs).isEqualTo(4);
  }

  @Test
  void a_retried_attempt_keeps_its_heartbeat_details() {
    assertThat(session.start("Resuming").getResult(Integer.class)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "start-to-close,    TIMEOUT_TYPE_START_TO_CLOSE",
    "heartbeat,         TIMEOUT_TYPE_HEARTBEAT",
    "schedule-to-close, TIMEOUT_TYPE_SCHEDULE_TO_CLOSE",
    "schedule-to-start, TIMEOUT_TYPE_SCHEDULE_TO_START",
  })
  void each_activity_timeout_ends_the_activity_with_its_own_type(String timeout, String type) {
    var ended = session.start("Timeouts", timeout).getResult(String.class);

    if (isOfficialTestServer() && timeout.equals("schedule-to-close")) {
      assertThat(ended).isIn(type, "TIMEOUT_TYPE_START_TO_CLOSE");
    } else {
      assertThat(ended).isEqualTo(type);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"WAIT_CANCELLATION_COMPLETED", "TRY_CANCEL", "ABANDON"})
  void a_workflow_cancels_its_activity(String cancellationType) throws Exception {
    var canceller = session.start("Canceller", cancellationType);
    awaitPendingActivity(canceller);

    canceller.signal("cancelActivity");

    assertThat(canceller.getResult(String.class)).isEqualTo("cancelled");
    if (cancellationType.equals("WAIT_CANCELLATION_COMPLETED")) {
      only(canceller, EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED);
    }
    if (!cancellationType.equals("ABANDON")) {
      assertThat(steps.tokens.poll(10, TimeUnit.SECONDS)).isIn("cancelled", "gone");
    }
  }

  @Test
  void an_activity_is_completed_from_elsewhere_by_its_token() throws Exception {
    var elsewhere = session.start("Elsewhere");
    var token = Base64.getDecoder().decode(steps.tokens.take());

    session.client().newActivityCompletionClient().complete(token, "done by token");

    assertThat(elsewhere.getResult(String.class)).isEqualTo("done by token");
  }

  @Test
  void an_activity_is_completed_from_elsewhere_by_its_id() throws Exception {
    var elsewhere = session.start("Elsewhere");
    steps.tokens.take();
    var activityId =
        only(elsewhere, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
            .getActivityTaskScheduledEventAttributes()
            .getActivityId();

    session
        .client()
        .newActivityCompletionClient()
        .complete(
            OfficialSession.execution(elsewhere).getWorkflowId(),
            Optional.empty(),
            activityId,
            "done by id");

    assertThat(elsewhere.getResult(String.class)).isEqualTo("done by id");
  }

  @Test
  void many_activities_and_timers_run_at_once() {
    var fanOut = session.start("FanOut", 20);

    assertThat(fanOut.getResult(String[].class))
        .containsExactlyElementsOf(
            IntStream.range(0, 20).mapToObj(i -> "Hello, n" + i + "!").toList());
  }

  @Test
  void signal_with_start_starts_once_and_signals_each_time() {
    var options = session.options().build();
    var first = session.signalWithStart("Cart", options, "add", "tea");
    var second = session.signalWithStart("Cart", options, "add", "milk");

    second.signal("checkout");

    assertThat(second.getExecution()).isEqualTo(first.getExecution());
    assertThat(second.getResult(String[].class)).containsExactly("tea", "milk");
  }

  @Test
  void a_second_start_of_a_running_id_is_refused_with_the_running_run() {
    var options = session.options().build();
    var first = session.start("Waiter", options);

    assertThatThrownBy(() -> session.start("Waiter", options))
        .isInstanceOfSatisfying(
            WorkflowExecutionAlreadyStarted.class,
            e ->
                assertThat(e.getExecution().getRunId())
                    .isEqualTo(OfficialSession.execution(first).getRunId()));
    first.terminate("end of test");
  }

  @Test
  void a_failing_workflow_task_is_retried_until_the_code_is_right() {
    var stumbling = session.start("Stumbling", UUID.randomUUID().toString());

    assertThat(stumbling.getResult(String.class)).isEqualTo("walks");
    var failed = only(stumbling, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
    assertThat(failed.getWorkflowTaskFailedEventAttributes().getFailure().toString())
        .contains("stumbles");
  }

  @Test
  void markers_keep_side_effects_versions_and_local_activities() {
    assertThat(session.start("Markers").getResult(String.class))
        .isEqualTo("effect 1 Hello, local!");
  }

  @Test
  void a_run_that_takes_too_long_times_out() {
    var options = session.options().setWorkflowRunTimeout(Duration.ofSeconds(1)).build();
    var waiter = session.start("Waiter", options);

    assertThatThrownBy(() -> waiter.getResult(Void.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(TimeoutFailure.class);
  }

  @Test
  void describe_tells_a_running_activity_and_its_last_heartbeat() throws Exception {
    var canceller = session.start("Canceller", "TRY_CANCEL");

    awaitPendingActivity(canceller);

    var description = canceller.describe().getRawDescription();
    assertThat(description.getWorkflowExecutionInfo().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    assertThat(description.getPendingActivities(0).getActivityType().getName())
        .isEqualTo("HeartbeatUntilCancelled");
    assertThat(description.getPendingActivities(0).getAttempt()).isEqualTo(1);
    canceller.terminate("end of test");
  }

  @Test
  void a_memo_is_read_and_changed() {
    var options = session.options().setMemo(Map.of("color", "red")).build();

    var notes = session.start("Notes", options);

    assertThat(notes.getResult(String.class)).isEqualTo("red 7");
    assertThat(notes.describe().getMemo("color", String.class)).isEqualTo("red");
    assertThat(notes.describe().getMemo("size", Integer.class)).isEqualTo(7);
  }

  @Test
  void a_run_that_is_reset_gets_its_signals_again_and_goes_on() {
    assumeFalse(isOfficialTestServer(), "it cannot reset");
    var cart = session.start("Cart");
    cart.signal("add", "tea");
    assertThat(cart.query("items", String[].class)).containsExactly("tea");

    var again = session.reset(cart, 4);

    again.signal("add", "milk");
    again.signal("checkout");
    assertThat(again.getResult(String[].class)).containsExactly("tea", "milk");
    assertThat(types(session.history(cart)))
        .endsWith(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED);
  }

  @Test
  void a_closed_run_that_is_reset_replays_what_came_before_and_ends_again() {
    assumeFalse(isOfficialTestServer(), "it cannot reset");
    var hello = session.start("Hello", "Ada");
    hello.getResult(String.class);

    var again = session.reset(hello, 10);

    assertThat(again.getResult(String.class)).isEqualTo("Hello, Ada!");
    only(again, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
    assertThat(
            only(again, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
                .getWorkflowTaskFailedEventAttributes()
                .getNewRunId())
        .isEqualTo(OfficialSession.execution(again).getRunId());
  }

  private HistoryEvent only(WorkflowStub run, EventType type) {
    var events =
        session.history(run).stream().filter(event -> event.getEventType() == type).toList();
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  private static List<EventType> types(List<HistoryEvent> events) {
    return events.stream().map(HistoryEvent::getEventType).toList();
  }

  private static WorkflowExecutionStatus status(WorkflowStub run) {
    return run.describe().getRawDescription().getWorkflowExecutionInfo().getStatus();
  }

  /// Waits until describe shows a heartbeat of the run's activity.
  private static void awaitPendingActivity(WorkflowStub run) throws InterruptedException {
    while (run.describe().getRawDescription().getPendingActivitiesList().stream()
        .noneMatch(activity -> activity.hasHeartbeatDetails())) {
      Thread.sleep(20);
    }
  }
}
