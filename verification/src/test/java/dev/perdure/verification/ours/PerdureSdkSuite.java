package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.perdure.client.WorkflowAlreadyStartedException;
import dev.perdure.client.WorkflowExecutionDescription;
import dev.perdure.client.WorkflowExecutionStatus;
import dev.perdure.client.WorkflowFailedException;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.client.WorkflowQueryFailedException;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.TerminatedFailure;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.verification.ours.SuiteWorkflows.Canceller;
import dev.perdure.verification.ours.SuiteWorkflows.Cart;
import dev.perdure.verification.ours.SuiteWorkflows.Countdown;
import dev.perdure.verification.ours.SuiteWorkflows.Failing;
import dev.perdure.verification.ours.SuiteWorkflows.FanOut;
import dev.perdure.verification.ours.SuiteWorkflows.Hello;
import dev.perdure.verification.ours.SuiteWorkflows.Resuming;
import dev.perdure.verification.ours.SuiteWorkflows.Retried;
import dev.perdure.verification.ours.SuiteWorkflows.Sleeper;
import dev.perdure.verification.ours.SuiteWorkflows.Stuck;
import dev.perdure.verification.ours.SuiteWorkflows.Stumbling;
import dev.perdure.verification.ours.SuiteWorkflows.Timeouts;
import dev.perdure.verification.ours.SuiteWorkflows.Waiter;
import dev.perdure.verification.peer.ServerSuite;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What our SDK does as client and worker, over TCP; the same list as for the official one.
///
/// Subclasses name the server: the official test server, so that the SDK is not tested only against
/// its twin, and ours.
///
/// On the official test server any of two timeouts that are due together may win.
abstract class PerdureSdkSuite extends ServerSuite {
  @SuppressWarnings("NullAway.Init") // set before every test
  private SuiteActivities activities;

  @SuppressWarnings("NullAway.Init") // set before every test
  private PerdureSession session;

  @BeforeEach
  void connect() {
    activities = new SuiteActivities();
    session = new PerdureSession(server(), sticky(), activities, SuiteWorkflows.ALL);
  }

  @AfterEach
  void replay_everything() throws Exception {
    activities.end.countDown();
    session.close();
  }

  @Test
  void hello_returns_the_result_of_its_activity() {
    var hello =
        session.replayed(session.client().startWorkflow(Hello::run, "Ada", session.options()));

    assertThat(hello.result()).isEqualTo("Hello, Ada!");
    assertThat(hello.fetchHistory().events())
        .extracting(HistoryEvent::getEventType)
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
  }

  @Test
  void a_failing_activity_is_retried_and_the_history_shows_only_its_last_attempt() {
    var retried =
        session.replayed(session.client().startWorkflow(Retried::run, 3, session.options()));

    assertThat(retried.result()).isEqualTo(3);
    var started = only(retried, EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED);
    assertThat(started.getActivityTaskStartedEventAttributes().getAttempt()).isEqualTo(3);
  }

  @Test
  void a_failure_keeps_its_type_and_details_through_activity_and_workflow() {
    var failing =
        session.replayed(
            session.client().startWorkflow(Failing::run, "CardDeclined", 42, session.options()));

    assertThatThrownBy(failing::result)
        .isInstanceOf(WorkflowFailedException.class)
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.type()).isEqualTo("CardDeclined");
              assertThat(failure.details().get(0, Integer.class)).isEqualTo(42);
              assertThat(failure.nonRetryable()).isTrue();
            });
    assertThat(failing.describe().status()).isEqualTo(WorkflowExecutionStatus.FAILED);
  }

  @Test
  void a_timer_fires_and_not_too_early() {
    var sleeper =
        session.replayed(session.client().startWorkflow(Sleeper::run, 700L, session.options()));

    assertThat(sleeper.result()).isGreaterThanOrEqualTo(700);
  }

  @Test
  void signals_arrive_once_and_in_order() {
    var cart = session.replayed(session.client().startWorkflow(Cart::run, session.options()));
    var items = IntStream.range(0, 50).mapToObj(i -> "item" + i).toList();

    items.forEach(item -> cart.signal(Cart::add, item));
    cart.signal(Cart::checkout);

    assertThat(cart.result()).isEqualTo(items);
  }

  @Test
  void a_query_sees_every_signal_sent_before_it_while_running_and_when_closed() {
    var cart = session.replayed(session.client().startWorkflow(Cart::run, session.options()));

    cart.signal(Cart::add, "tea");
    assertThat(cart.query(Cart::items)).containsExactly("tea");
    cart.signal(Cart::add, "milk");
    assertThat(cart.query(Cart::items)).containsExactly("tea", "milk");
    cart.signal(Cart::checkout);
    cart.result();

    assertThat(cart.query(Cart::items)).containsExactly("tea", "milk");
  }

  @Test
  void a_failing_query_tells_why_and_harms_nothing() {
    var cart = session.replayed(session.client().startWorkflow(Cart::run, session.options()));

    assertThatThrownBy(() -> cart.query(Cart::fails))
        .isInstanceOf(WorkflowQueryFailedException.class)
        .hasStackTraceContaining("nothing to tell");
    assertThatThrownBy(() -> cart.query("unknown", String.class))
        .isInstanceOf(WorkflowQueryFailedException.class);
    cart.signal(Cart::checkout);

    assertThat(cart.result()).isEmpty();
  }

  @Test
  void a_cancelled_workflow_cleans_up_and_ends_as_cancelled() {
    var waiter = session.replayed(session.client().startWorkflow(Waiter::run, session.options()));

    waiter.cancel("enough");

    assertThatThrownBy(waiter::result)
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CancelledFailure.class);
    assertThat(waiter.describe().status()).isEqualTo(WorkflowExecutionStatus.CANCELED);
    only(waiter, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
  }

  @Test
  void a_terminated_workflow_ends_at_once_with_the_reason() {
    var waiter = session.replayed(session.client().startWorkflow(Waiter::run, session.options()));

    waiter.terminate("stop it", "detail");

    assertThatThrownBy(waiter::result)
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
    var countdown =
        session.replayed(session.client().startWorkflow(Countdown::run, 3, "", session.options()));

    assertThat(countdown.result()).isEqualTo("3,2,1,0");
  }

  @Test
  void a_retried_attempt_keeps_its_heartbeat_details() {
    var resuming =
        session.replayed(session.client().startWorkflow(Resuming::run, session.options()));

    assertThat(resuming.result()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "start-to-close,    START_TO_CLOSE",
    "heartbeat,         HEARTBEAT",
    "schedule-to-close, SCHEDULE_TO_CLOSE",
    "schedule-to-start, SCHEDULE_TO_START",
  })
  void each_activity_timeout_ends_the_activity_with_its_own_type(String timeout, String type) {
    var timeouts =
        session.replayed(session.client().startWorkflow(Timeouts::run, timeout, session.options()));

    if (isOfficialTestServer() && timeout.equals("schedule-to-close")) {
      assertThat(timeouts.result()).isIn(type, "START_TO_CLOSE");
    } else {
      assertThat(timeouts.result()).isEqualTo(type);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"WAIT_CANCELLATION_COMPLETED", "TRY_CANCEL", "ABANDON"})
  void a_workflow_cancels_its_activity(String cancellationType) throws Exception {
    var canceller =
        session.replayed(
            session.client().startWorkflow(Canceller::run, cancellationType, session.options()));
    awaitHeartbeat(canceller);

    canceller.signal(Canceller::cancelActivity);

    assertThat(canceller.result()).isEqualTo("cancelled");
    if (cancellationType.equals("WAIT_CANCELLATION_COMPLETED")) {
      only(canceller, EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED);
    }
    if (!cancellationType.equals("ABANDON")) {
      assertThat(activities.words.poll(10, TimeUnit.SECONDS)).isEqualTo("cancelled");
    }
  }

  @Test
  void many_activities_and_timers_run_at_once() {
    var fanOut =
        session.replayed(session.client().startWorkflow(FanOut::run, 20, session.options()));

    assertThat(fanOut.result())
        .isEqualTo(IntStream.range(0, 20).mapToObj(i -> "Hello, n" + i + "!").toList());
  }

  @Test
  void signal_with_start_starts_once_and_signals_each_time() {
    var options = session.options();
    var first =
        session.client().startWorkflow(Cart::run, options.withStartSignal(Cart::add, "tea"));
    var second =
        session.client().startWorkflow(Cart::run, options.withStartSignal(Cart::add, "milk"));

    session.replayed(first).signal(Cart::checkout);

    assertThat(second.resultRunId()).isEqualTo(first.resultRunId());
    assertThat(second.result()).isEqualTo(List.of("tea", "milk"));
  }

  @Test
  void a_second_start_of_a_running_id_is_refused_with_the_running_run() {
    var options = session.options();
    var first = session.replayed(session.client().startWorkflow(Waiter::run, options));

    assertThatThrownBy(() -> session.client().startWorkflow(Waiter::run, options))
        .isInstanceOfSatisfying(
            WorkflowAlreadyStartedException.class,
            e -> assertThat(e.runId()).isEqualTo(first.firstExecutionRunId()));
    first.terminate("end of test");
  }

  @Test
  void a_failing_workflow_task_is_retried_until_the_code_is_right() {
    var key = UUID.randomUUID().toString();
    var stumbling =
        session.replayed(session.client().startWorkflow(Stumbling::run, key, session.options()));

    assertThat(stumbling.result()).isEqualTo("walks");
    var failed = only(stumbling, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
    assertThat(failed.getWorkflowTaskFailedEventAttributes().getFailure().getMessage())
        .contains("stumbles");
  }

  @Test
  void a_workflow_that_a_bug_holds_up_says_so_when_it_is_described() {
    assumeFalse(isOfficialTestServer(), "it reads no history from its end");
    var stuck = session.client().startWorkflow(Stuck::run, session.options());

    WorkflowExecutionDescription description;
    do {
      description = stuck.describe();
    } while (description.workflowTaskAttempt() < 2);
    stuck.terminate("it has been seen");

    assertThat(description.status()).isEqualTo(WorkflowExecutionStatus.RUNNING);
    assertThat(description.workflowTaskFailure())
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.type()).isEqualTo("IllegalStateException"))
        .hasMessage("a bug");
  }

  @Test
  void a_run_that_takes_too_long_times_out() {
    var waiter =
        session.replayed(
            session
                .client()
                .startWorkflow(
                    Waiter::run, session.options().withRunTimeout(Duration.ofSeconds(1))));

    assertThatThrownBy(waiter::result)
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(TimeoutFailure.class);
  }

  private static HistoryEvent only(WorkflowHandle<?, ?> run, EventType type) {
    var events =
        run.fetchHistory().events().stream().filter(e -> e.getEventType() == type).toList();
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  /// Waits until describe shows a heartbeat of the run's activity.
  private static void awaitHeartbeat(WorkflowHandle<?, ?> run) throws InterruptedException {
    while (run.describe().raw().getPendingActivitiesList().stream()
        .noneMatch(activity -> activity.hasHeartbeatDetails())) {
      Thread.sleep(20);
    }
  }
}
