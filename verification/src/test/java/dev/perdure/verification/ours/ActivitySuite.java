package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.activity.ActivityInfo;
import dev.perdure.client.AsyncActivityCancelledException;
import dev.perdure.client.AsyncActivityHandle;
import dev.perdure.client.AsyncActivityNotFoundException;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.verification.ours.LocalWorkflows.Anything;
import dev.perdure.verification.ours.LocalWorkflows.Cancels;
import dev.perdure.verification.ours.LocalWorkflows.Greetings;
import dev.perdure.verification.ours.LocalWorkflows.Listens;
import dev.perdure.verification.ours.LocalWorkflows.Outside;
import dev.perdure.verification.ours.LocalWorkflows.Retries;
import dev.perdure.verification.ours.LocalWorkflows.Slow;
import dev.perdure.verification.ours.LocalWorkflows.TooSlow;
import dev.perdure.verification.ours.LocalWorkflows.Work;
import dev.perdure.verification.peer.ServerSuite;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Local activities, dynamic ones and those that are completed from outside. Subclasses name the
/// server; every history is replayed at the end, cut at each workflow task.
abstract class ActivitySuite extends ServerSuite {
  @SuppressWarnings("NullAway.Init") // set before every test
  private Work work;

  @SuppressWarnings("NullAway.Init") // set before every test
  private PerdureSession session;

  /// Whether the last heartbeat details that come with a failure by ids reach the next attempt.
  boolean keepsDetailsOfFailuresById() {
    return true;
  }

  @BeforeEach
  void connect() {
    work = new Work();
    session = new PerdureSession(server(), sticky(), work, LocalWorkflows.ALL);
  }

  @AfterEach
  void replay_everything() throws Exception {
    work.end.countDown();
    session.close();
  }

  private static long count(WorkflowHandle<?, ?> workflow, EventType type) {
    return workflow.fetchHistory().events().stream()
        .map(HistoryEvent::getEventType)
        .filter(type::equals)
        .count();
  }

  private ActivityInfo nextInfo() throws InterruptedException {
    return Objects.requireNonNull(work.infos.poll(20, TimeUnit.SECONDS));
  }

  /// Waits for a word; an activity whose workflow task was lost says the ones before it again.
  private void awaitWord(String word) throws InterruptedException {
    String next;
    do {
      next = work.words.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("nobody says %s", word).isNotNull();
    } while (!next.startsWith(word));
  }

  @Test
  void local_activities_end_beside_remote_ones_without_tasks_of_their_own() throws Exception {
    var hello =
        session.replayed(session.client().startWorkflow(Greetings::run, "Ada", session.options()));

    assertThat(hello.result()).isEqualTo("Hello, Ada!Hello, near Ada!Hello, far Ada!");
    assertThat(count(hello, EventType.EVENT_TYPE_MARKER_RECORDED)).isEqualTo(2);
    assertThat(count(hello, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)).isEqualTo(2);
    var local = List.of(nextInfo(), nextInfo(), nextInfo());
    assertThat(local).filteredOn(ActivityInfo::isLocal).hasSize(2);
    assertThat(local).allSatisfy(info -> assertThat(info.workflowId()).contains(hello.id()));
  }

  @Test
  void a_short_wait_before_a_retry_is_spent_in_memory() {
    var retries =
        session.replayed(
            session.client().startWorkflow(Retries::run, 3, 60_000L, session.options()));

    assertThat(retries.result()).isEqualTo(3);
    assertThat(count(retries, EventType.EVENT_TYPE_MARKER_RECORDED)).isEqualTo(1);
    assertThat(count(retries, EventType.EVENT_TYPE_TIMER_STARTED)).isZero();
  }

  @Test
  void a_long_wait_before_a_retry_is_a_timer() {
    var retries =
        session.replayed(session.client().startWorkflow(Retries::run, 3, 50L, session.options()));

    assertThat(retries.result()).isEqualTo(3);
    assertThat(count(retries, EventType.EVENT_TYPE_MARKER_RECORDED)).isEqualTo(3);
    assertThat(count(retries, EventType.EVENT_TYPE_TIMER_FIRED)).isEqualTo(2);
  }

  @Test
  void an_attempt_that_takes_too_long_times_out() {
    var slow = session.replayed(session.client().startWorkflow(TooSlow::run, session.options()));

    assertThat(slow.result()).isEqualTo("START_TO_CLOSE");
  }

  @ParameterizedTest
  @CsvSource({"TRY_CANCEL", "WAIT_CANCELLATION_COMPLETED", "ABANDON"})
  void a_cancelled_workflow_cancels_its_local_activity(String type) throws Exception {
    var cancels =
        session.replayed(
            session
                .client()
                .startWorkflow(
                    Cancels::run, type, session.options().withTaskTimeout(Duration.ofSeconds(2))));
    awaitWord("waits");

    cancels.cancel();

    assertThat(cancels.result()).isEqualTo("cancelled");
    awaitWord("cancelled");
  }

  @Test
  void a_workflow_task_lives_for_as_long_as_its_local_activities() {
    // Longer than the ten seconds for the task, of which a busy machine may need two.
    var slow =
        session.replayed(session.client().startWorkflow(Slow::run, 12_000L, session.options()));

    assertThat(slow.result()).isEqualTo("Hello, a!rested");
    assertThat(count(slow, EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT)).isZero();
    assertThat(count(slow, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)).isBetween(2L, 8L);
    assertThat(count(slow, EventType.EVENT_TYPE_MARKER_RECORDED)).isEqualTo(2);
    assertThat(work.started).hasValue(1);
  }

  @Test
  void a_signal_is_handled_while_a_local_activity_runs() throws Exception {
    var listens =
        session.replayed(
            session
                .client()
                .startWorkflow(
                    Listens::run, session.options().withTaskTimeout(Duration.ofSeconds(2))));
    awaitWord("naps");

    listens.signal(Listens::say, "Bob");

    while (listens.query(Listens::count) < 2) {
      Thread.onSpinWait();
    }
    work.end.countDown();
    assertThat(listens.result()).isEqualTo(List.of("Bob", "Hello, Bob!", "woken"));
  }

  @Test
  void another_worker_runs_again_what_its_worker_has_left() throws Exception {
    var slow =
        session.replayed(session.client().startWorkflow(Slow::run, 20_000L, session.options()));
    awaitWord("naps");

    session.restartWorker();
    awaitWord("naps");
    work.end.countDown();

    assertThat(slow.result()).isEqualTo("Hello, a!woken");
    assertThat(work.started).hasValue(2);
  }

  @Test
  void a_dynamic_activity_takes_what_no_other_one_does() {
    var anything =
        session.replayed(session.client().startWorkflow(Anything::run, session.options()));

    assertThat(anything.result()).isEqualTo("unheardOf[a, 1]local[]");
  }

  private WorkflowHandle<Outside, String> outside() {
    return session.replayed(session.client().startWorkflow(Outside::run, session.options()));
  }

  @Test
  void an_activity_is_completed_from_outside_by_its_token() throws Exception {
    var workflow = outside();
    AsyncActivityHandle activity = session.client().getAsyncActivityHandle(nextInfo().taskToken());

    activity.heartbeat("half way");
    activity.complete("done");

    assertThat(workflow.result()).isEqualTo("done");
    assertThatThrownBy(() -> activity.complete("again"))
        .isInstanceOf(AsyncActivityNotFoundException.class);
  }

  @Test
  void an_activity_is_failed_from_outside_by_its_id_and_tried_again() throws Exception {
    var workflow = outside();
    var activity = session.client().getAsyncActivityHandle(workflow.id(), null, "it");
    nextInfo();
    activity.heartbeat("half way");

    activity.fail(ApplicationFailure.of("no", "NotYet"), "this far");
    ActivityInfo second = nextInfo();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.heartbeatDetails().get(0, String.class))
        .isEqualTo(keepsDetailsOfFailuresById() ? "this far" : "half way");
    activity.fail(ApplicationFailure.of("no", "Never"));

    assertThat(workflow.result()).isEqualTo("Never");
  }

  @Test
  void an_activity_learns_from_outside_that_it_is_to_stop() throws Exception {
    var workflow = outside();
    var activity = session.client().getAsyncActivityHandle(nextInfo().taskToken());
    activity.heartbeat();

    workflow.cancel();
    for (boolean told = false; !told; ) {
      try {
        activity.heartbeat();
        Thread.sleep(20);
      } catch (AsyncActivityCancelledException e) {
        told = e.details().cancelRequested();
      }
    }
    activity.reportCancellation("stopped");

    assertThat(workflow.result()).isEqualTo("cancelled stopped");
  }

  @Test
  void an_activity_that_is_not_there_is_told_by_its_name() {
    var nothing = session.client().getAsyncActivityHandle("no-such-workflow", null, "it");

    assertThatThrownBy(() -> nothing.complete("x"))
        .isInstanceOf(AsyncActivityNotFoundException.class)
        .hasMessageContaining("The activity with id it of workflow no-such-workflow");
  }
}
