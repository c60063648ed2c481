package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.perdure.client.UpdateOptions;
import dev.perdure.client.WithStartWorkflowOperation;
import dev.perdure.client.WorkflowAlreadyStartedException;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.client.WorkflowUpdateFailedException;
import dev.perdure.client.WorkflowUpdateHandle;
import dev.perdure.client.WorkflowUpdateStage;
import dev.perdure.common.TypeRef;
import dev.perdure.common.WorkflowIdConflictPolicy;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.verification.ours.UpdateWorkflows.Counter;
import dev.perdure.verification.ours.UpdateWorkflows.Recorder;
import dev.perdure.verification.peer.ServerSuite;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What our SDK does about updates, and about handlers for any name, as client and worker, over
/// TCP.
///
/// The official test server keeps the workflow tasks of rejected updates, and does not know every
/// policy.
abstract class PerdureUpdateSuite extends ServerSuite {
  private static final UpdateOptions ACCEPTED = UpdateOptions.waitFor(WorkflowUpdateStage.ACCEPTED);

  @SuppressWarnings("NullAway.Init") // set before every test
  private PerdureSession session;

  /// How many runs a worker keeps.
  int cachedRuns() {
    return 2; // fewer than some tests have, so that runs come and go
  }

  @BeforeEach
  void connect() {
    session =
        new PerdureSession(
            server(), cachedRuns(), new UpdateWorkflows.Greetings(), UpdateWorkflows.ALL);
  }

  @AfterEach
  void replay_everything() throws Exception {
    session.close();
  }

  private WorkflowHandle<Counter, Integer> counter(int from) {
    return session.replayed(session.client().startWorkflow(Counter::run, from, session.options()));
  }

  @Test
  void an_update_changes_the_workflow_and_returns_a_result() {
    var counter = counter(1);

    assertThat(counter.executeUpdate(Counter::add, 2)).isEqualTo(3);
    assertThat(counter.executeUpdate("add", Integer.class, 4)).isEqualTo(7);
    assertThat(counter.query(Counter::count)).isEqualTo(7);
    counter.signal(Counter::end);

    assertThat(counter.result()).isEqualTo(7);
    assertThat(count(counter, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED))
        .isEqualTo(2);
    assertThat(count(counter, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED))
        .isEqualTo(2);
  }

  @Test
  void an_update_that_its_validator_refuses_leaves_no_trace() {
    var counter = counter(1);
    assertThat(counter.executeUpdate(Counter::add, 1)).isEqualTo(2);
    int before = counter.fetchHistory().events().size();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> counter.executeUpdate(Counter::add, -1))
          .isInstanceOfSatisfying(
              WorkflowUpdateFailedException.class,
              e -> assertThat(e.reason()).hasMessage("only upwards"));
    }

    if (!isOfficialTestServer()) {
      assertThat(counter.fetchHistory().events()).hasSize(before);
    }
    assertThat(counter.executeUpdate(Counter::add, 1)).isEqualTo(3);
    counter.signal(Counter::end);
    assertThat(counter.result()).isEqualTo(3);
  }

  @Test
  void an_update_that_was_accepted_goes_on_without_its_caller() throws Exception {
    var counter = counter(0);
    var later = counter.startUpdate(Counter::addLater, 5, ACCEPTED.withId("later"));
    assertThat(later.id()).isEqualTo("later");
    assertThat(later.workflowId()).isEqualTo(counter.id());
    assertThat(later.workflowRunId()).isEqualTo(counter.resultRunId());
    var result = later.resultAsync();
    assertThat(result.isDone()).isFalse();

    counter.signal(Counter::release);

    assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(5);
    assertThat(counter.getUpdateHandle("later", Integer.class).result()).isEqualTo(5);
    counter.signal(Counter::end);
    assertThat(counter.result()).isEqualTo(5);
    assertThat(counter.getUpdateHandle("later", new TypeRef<Integer>() {}).result()).isEqualTo(5);
  }

  @Test
  void an_update_with_an_id_happens_once() {
    var counter = counter(0);

    assertThat(counter.startUpdate(Counter::add, 5, ACCEPTED.withId("once")).result()).isEqualTo(5);
    assertThat(counter.startUpdate(Counter::add, 5, ACCEPTED.withId("once")).result()).isEqualTo(5);
    counter.signal(Counter::end);

    assertThat(counter.result()).isEqualTo(5);
  }

  @Test
  void an_update_can_call_an_activity_and_can_fail() {
    var counter = counter(0);

    assertThat(counter.executeUpdate(Counter::addByActivity, "Ada")).isEqualTo("Hello, Ada!");
    assertThatThrownBy(() -> counter.executeUpdate(Counter::fail, "Odd"))
        .isInstanceOf(WorkflowUpdateFailedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class, failure -> assertThat(failure.type()).isEqualTo("Odd"));
    counter.signal(Counter::end);

    assertThat(counter.result()).isEqualTo(1);
  }

  @Test
  void what_the_workflow_cannot_take_is_rejected_with_the_reason() {
    var counter = counter(0);

    assertThatThrownBy(() -> counter.executeUpdate("unknown", String.class))
        .isInstanceOf(WorkflowUpdateFailedException.class)
        .hasMessageContaining("known updates: [add addByActivity addLater endNow fail]");
    assertThatThrownBy(() -> counter.executeUpdate("add", Integer.class, "no number"))
        .isInstanceOf(WorkflowUpdateFailedException.class)
        .hasMessageContaining("Argument 1 of 1");
    counter.signal(Counter::end);

    assertThat(counter.result()).isZero();
  }

  @Test
  void updates_at_the_same_time_all_get_their_answers() {
    var counter = counter(0);
    var handles = new ArrayList<WorkflowUpdateHandle<Integer>>();
    for (int i = 0; i < 5; i++) {
      handles.add(counter.startUpdate(Counter::addLater, 1, ACCEPTED));
    }
    counter.signal(Counter::release);
    var results = handles.stream().map(WorkflowUpdateHandle::result).toList();
    counter.signal(Counter::end);

    assertThat(results).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    assertThat(counter.result()).isEqualTo(5);
  }

  @Test
  void updates_signals_queries_and_activities_of_many_workflows_mix() throws Exception {
    var counters = new ArrayList<WorkflowHandle<Counter, Integer>>();
    for (int i = 0; i < 5; i++) {
      counters.add(counter(0));
    }

    inParallel(
        counters,
        counter -> {
          for (int i = 0; i < 4; i++) {
            var later = counter.startUpdate(Counter::addLater, 1, ACCEPTED);
            assertThat(counter.executeUpdate(Counter::addByActivity, "Ada"))
                .isEqualTo("Hello, Ada!");
            assertThatThrownBy(() -> counter.executeUpdate(Counter::add, -1))
                .isInstanceOf(WorkflowUpdateFailedException.class);
            counter.signal(Counter::release);
            int before = counter.query(Counter::count);
            assertThat(later.result()).isBetween(1, 8);
            assertThat(counter.executeUpdate(Counter::add, 0)).isGreaterThanOrEqualTo(before);
          }
          counter.signal(Counter::end);
          return counter.result();
        });

    for (var counter : counters) {
      assertThat(counter.result()).isEqualTo(8);
    }
  }

  private static <T, R> List<R> inParallel(List<T> all, Task<T, R> task) throws Exception {
    var results = new ArrayList<R>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<R>> futures = new ArrayList<>();
      for (T each : all) {
        Callable<R> call = () -> task.on(each);
        futures.add(threads.submit(call));
      }
      for (Future<R> future : futures) {
        results.add(future.get());
      }
    }
    return results;
  }

  /// What is done with each of several things.
  @FunctionalInterface
  private interface Task<T, R> {
    R on(T each) throws Exception;
  }

  @Test
  void an_update_goes_on_in_another_worker() {
    assumeFalse(isOfficialTestServer(), "it waits for the worker that had the run");
    var counter = counter(0);
    var later = counter.startUpdate(Counter::addLater, 5, ACCEPTED);

    session.restartWorker();
    counter.signal(Counter::release);

    assertThat(later.result()).isEqualTo(5);
    assertThat(counter.executeUpdate(Counter::add, 1)).isEqualTo(6);
    counter.signal(Counter::end);
    assertThat(counter.result()).isEqualTo(6);
  }

  @Test
  void updates_go_to_the_run_that_continues() {
    var counter = counter(0);
    assertThat(counter.executeUpdate(Counter::add, 3)).isEqualTo(3);
    counter.signal(Counter::startOver);
    var current = session.client().getWorkflowHandle(Counter::run, counter.id());

    assertThat(current.executeUpdate(Counter::add, 4)).isEqualTo(7);
    current.signal(Counter::end);

    assertThat(current.result()).isEqualTo(7);
  }

  @Test
  void an_update_that_is_running_when_the_workflow_ends_fails() {
    var counter = counter(4);

    assertThatThrownBy(() -> counter.executeUpdate(Counter::endNow))
        .isInstanceOf(WorkflowUpdateFailedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.type()).isEqualTo("AcceptedUpdateCompletedWorkflow"));
    assertThat(counter.result()).isEqualTo(4);
    assertThatThrownBy(() -> counter.executeUpdate(Counter::add, 1))
        .isInstanceOf(WorkflowNotFoundException.class);
  }

  @Test
  void an_update_starts_its_workflow_if_that_is_not_there() {
    var options = session.options().withIdConflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING);
    var first = WithStartWorkflowOperation.of(Counter::run, 10, options);
    var second = WithStartWorkflowOperation.of(Counter::run, 100, options);

    assertThat(session.client().executeUpdateWithStart(Counter::add, 1, first)).isEqualTo(11);
    var later = session.client().startUpdateWithStart(Counter::add, 2, ACCEPTED, second);

    assertThat(later.result()).isEqualTo(13);
    var counter = session.replayed(first.workflowHandle());
    assertThat(second.workflowHandle().resultRunId()).isEqualTo(counter.resultRunId());
    assertThat(later.workflowRunId()).isEqualTo(counter.resultRunId());
    counter.signal(Counter::end);
    assertThat(counter.result()).isEqualTo(13);
  }

  @Test
  void an_update_that_must_start_its_workflow_fails_when_that_runs() {
    assumeFalse(isOfficialTestServer(), "it does not say in details which run has the id");
    var counter = counter(0);
    var options = session.options(counter.id()).withIdConflictPolicy(WorkflowIdConflictPolicy.FAIL);
    var start = WithStartWorkflowOperation.of(Counter::run, 1, options);

    assertThatThrownBy(() -> session.client().executeUpdateWithStart(Counter::add, 1, start))
        .isInstanceOf(WorkflowAlreadyStartedException.class);
    assertThatThrownBy(start::workflowHandle).isInstanceOf(WorkflowAlreadyStartedException.class);
    counter.signal(Counter::end);

    assertThat(counter.result()).isZero();
  }

  @Test
  void a_rejected_update_starts_its_workflow_all_the_same() {
    var start =
        WithStartWorkflowOperation.of(
            Counter::run,
            1,
            session.options().withIdConflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING));

    assertThatThrownBy(() -> session.client().executeUpdateWithStart(Counter::add, -1, start))
        .isInstanceOf(WorkflowUpdateFailedException.class)
        .hasMessageContaining("only upwards");
    var counter = session.replayed(start.workflowHandle());
    counter.signal(Counter::end);

    assertThat(counter.result()).isEqualTo(1);
  }

  @Test
  void handlers_take_any_name_and_can_be_set_at_run_time() {
    var recorder =
        session.replayed(session.client().startWorkflow(Recorder::run, session.options()));

    recorder.signal("known", "first");
    recorder.signal("strange", "second");
    recorder.signal("known", "third");
    assertThat(recorder.query("size", Integer.class)).isZero();
    assertThat(recorder.query("what", String.class, "is it")).isEqualTo("what is it of 0");
    assertThatThrownBy(() -> recorder.executeUpdate("nothing", String.class, ""))
        .hasMessageContaining("not nothing");
    assertThatThrownBy(() -> recorder.executeUpdate("late", Integer.class))
        .hasMessageContaining("nothing to add");
    assertThat(recorder.executeUpdate("late", Integer.class, 40)).isEqualTo(40);
    recorder.signal(Recorder::open);
    // An update may come with the signal's task, and is handled before the run method goes on.
    while (Objects.requireNonNull(recorder.query("size", Integer.class)) < 3) {
      Thread.onSpinWait();
    }
    assertThat(recorder.executeUpdate("late", Integer.class, 40)).isEqualTo(43);
    assertThat(recorder.executeUpdate("fourth", String.class, "update")).isEqualTo("fourth is 4");
    recorder.signal("end", "now");

    assertThat(recorder.result())
        .containsExactly(
            "known first", "known third", "strange second", "fourth update", "end now");
  }

  @Test
  void a_dynamic_workflow_runs_types_that_nobody_knows() {
    var any =
        session.client().startWorkflow("NeverHeardOf", String.class, session.options(), 1, "two");
    session.replayed(any);

    any.signal("say", "hello");

    assertThat(any.result()).isEqualTo("NeverHeardOf of 2: hello");
  }

  private static long count(WorkflowHandle<?, ?> run, EventType type) {
    return run.fetchHistory().events().stream()
        .map(HistoryEvent::getEventType)
        .filter(type::equals)
        .count();
  }
}
