package dev.perdure.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.ChildWorkflowCancellationType;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class WorkflowMachinesTest {
  private static final Payloads NOTHING = Payloads.getDefaultInstance();

  private final HistoryBuilder history = new HistoryBuilder().started("W", NOTHING);
  private final WorkflowMachines machines = new WorkflowMachines();

  private static int schedule(WorkflowMachines machines, String type) {
    return machines.scheduleActivity(
        ScheduleActivityTaskCommandAttributes.newBuilder()
            .setActivityType(ActivityType.newBuilder().setName(type)),
        ActivityCancellationType.TRY_CANCEL,
        null);
  }

  private void add(long previousStartedEventId) {
    List<HistoryEvent> all = history.events();
    machines.addHistory(
        all.subList((int) machines.lastEventId(), all.size()),
        List.of(),
        previousStartedEventId,
        all.size());
  }

  private Activation next() {
    return Objects.requireNonNull(machines.next(), "there is no activation");
  }

  private void assertNondeterminism(String... parts) {
    assertThatThrownBy(
            () -> {
              while (machines.next() != null) {
                // until it is noticed
              }
            })
        .isInstanceOf(NondeterminismException.class)
        .hasMessageStartingWith("[TMPRL1100] Nondeterminism error: ")
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  void the_first_activation_starts_the_run_and_is_no_replay() {
    history.taskStarted();
    add(0);

    Activation first = next();

    assertThat(first.replaying()).isFalse();
    assertThat(first.jobs()).singleElement().isInstanceOf(Job.Start.class);
    assertThat(first.historyLength()).isEqualTo(3);
    assertThat(first.historySize()).isEqualTo(200);
    assertThat(first.time().getSeconds()).isEqualTo(HistoryBuilder.EPOCH_SECOND + 3);
    assertThat(machines.next()).isNull();
  }

  @Test
  void all_but_the_last_activation_are_replays() {
    history.task().signaled("s", NOTHING).task().signaled("s", NOTHING).taskStarted();
    long previous = 7;
    machines.addHistory(history.events(), List.of(), previous, history.last());

    List<Boolean> replaying = new ArrayList<>();
    for (Activation a = machines.next(); a != null; a = machines.next()) {
      replaying.add(a.replaying());
    }

    assertThat(replaying).containsExactly(true, true, false);
  }

  @Test
  void jobs_come_start_first_then_reseeding_then_signals_then_the_rest() {
    history
        .cancelRequested("enough")
        .signaled("one", NOTHING)
        .taskStarted()
        .reset("new-run")
        .signaled("two", NOTHING)
        .taskStarted();
    add(0);

    assertThat(next().jobs())
        .extracting(job -> job.getClass().getSimpleName())
        .containsExactly("Start", "Reseed", "Signal", "Signal", "Cancel");
  }

  @Test
  void a_failed_task_and_one_that_timed_out_are_no_activations() {
    history.taskStarted().taskFailed().taskStarted().taskTimedOut().taskStarted();
    add(0);

    assertThat(next().historyLength()).isEqualTo(9);
    assertThat(machines.next()).isNull();
  }

  @Test
  void a_task_that_only_asked_for_the_next_is_merged_with_it() {
    history.task().signaled("s", NOTHING).task().task().taskStarted();
    add(8);

    assertThat(next().historyLength()).isEqualTo(3);
    assertThat(next().historyLength()).isEqualTo(7);
    Activation merged = next();

    assertThat(merged.historyLength()).isEqualTo(13);
    assertThat(machines.next()).isNull();
  }

  @Test
  void the_time_never_goes_back() {
    history.task().taskStarted();
    List<HistoryEvent> events = new ArrayList<>(history.events());
    HistoryEvent.Builder last = events.removeLast().toBuilder();
    last.getEventTimeBuilder().setSeconds(1);
    events.add(last.build());
    machines.addHistory(events, List.of(), 3, 6);

    var before = next().time();

    assertThat(next().time()).isEqualTo(before);
  }

  @Test
  void an_activity_is_resolved_by_its_number() {
    history.taskStarted();
    add(0);
    next();
    int one = schedule(machines, "A");
    int two = schedule(machines, "B");
    history.taskCompleted();
    machines.commands().forEach(history::command);
    history
        .activityCompleted(history.activity("2"), NOTHING)
        .activityTimedOut(history.activity("1"), Failure.newBuilder().setMessage("late").build())
        .taskStarted();
    add(3);

    List<Job> jobs = next().jobs();

    assertThat(one).isEqualTo(1);
    assertThat(jobs.getFirst()).isEqualTo(new Job.ActivityCompleted(two, NOTHING));
    assertThat(jobs.getLast())
        .isInstanceOfSatisfying(
            Job.ActivityFailed.class,
            failed -> {
              assertThat(failed.seq()).isEqualTo(one);
              assertThat(failed.failure().getMessage()).isEqualTo("Activity task timed out");
              assertThat(failed.failure().getCause().getMessage()).isEqualTo("late");
              assertThat(failed.failure().getActivityFailureInfo().getActivityId()).isEqualTo("1");
            });
  }

  @Test
  void the_closing_command_goes_last_and_only_the_first_counts() {
    history.taskStarted();
    add(0);
    next();
    machines.close(new CloseCommand.Complete(NOTHING));
    machines.close(new CloseCommand.Cancel());
    schedule(machines, "A");

    assertThat(machines.commands())
        .extracting(c -> c.getCommandType().name())
        .containsExactly(
            "COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK", "COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION");
    assertThat(machines.isClosing()).isTrue();
  }

  @Test
  void another_type_of_activity_is_noticed() {
    history.task().activityScheduled("1", "Old").taskStarted();
    add(3);
    next();
    schedule(machines, "New");

    assertNondeterminism("event 5", "an activity of type Old", "type New");
  }

  @Test
  void another_id_of_an_activity_is_noticed() {
    history.task().activityScheduled("7", "A").taskStarted();
    add(3);
    next();
    schedule(machines, "A");

    assertNondeterminism("event 5", "id 7", "id 1");
  }

  @Test
  void another_kind_of_command_is_noticed() {
    history.task().activityScheduled("1", "A").taskStarted();
    add(3);
    next();
    machines.startTimer(Duration.getDefaultInstance(), null);

    assertNondeterminism("event 5", "ActivityTaskScheduled", "TimerStarted (timer 1)");
  }

  @Test
  void a_missing_command_is_noticed() {
    history.task().timerStarted("1").taskStarted();
    add(3);
    next();

    assertNondeterminism("event 5", "TimerStarted", "asked for nothing more");
  }

  @Test
  void a_surplus_command_is_noticed() {
    history.task().signaled("s", NOTHING).taskStarted();
    add(3);
    next();
    schedule(machines, "A");

    assertNondeterminism(
        "ActivityTaskScheduled (activity 1 of type A)", "the history has no event for it");
  }

  @Test
  void another_end_of_the_workflow_is_noticed() {
    history.task().other(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, false);
    add(3);
    next();
    machines.close(new CloseCommand.Fail(Failure.getDefaultInstance()));

    assertNondeterminism("WorkflowExecutionCompleted", "WorkflowExecutionFailed");
  }

  @Test
  void an_event_of_something_that_was_never_asked_for_is_noticed() {
    history.task().signaled("s", NOTHING).timerFired("1", 77).taskStarted();
    add(3);
    next();

    assertNondeterminism("event 6", "timer of event 77");
  }

  @Test
  void an_unknown_event_that_a_worker_may_ignore_is_ignored() {
    history.other(EventType.EVENT_TYPE_NEXUS_OPERATION_STARTED, true).taskStarted();
    add(0);

    assertThat(next().jobs()).hasSize(1);
  }

  @Test
  void an_event_of_something_that_is_not_built_yet_is_named() {
    history.task().other(EventType.EVENT_TYPE_NEXUS_OPERATION_SCHEDULED, false).taskStarted();
    add(3);
    next();

    assertNondeterminism(
        "event 5", "NexusOperationScheduled, which this version of the SDK cannot replay");
  }

  @Test
  void history_must_go_on_where_it_ended() {
    history.taskStarted();
    add(0);
    next();

    assertThatThrownBy(() -> machines.addHistory(history.events(), List.of(), 0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("event 1")
        .hasMessageContaining("up to event 3");
  }

  @Test
  void what_follows_the_last_completed_task_of_an_open_run_comes_again() {
    history.task().signaled("s", NOTHING);
    machines.addHistory(history.events(), List.of(), 3, 0);
    next();
    assertThat(machines.next()).isNull();
    assertThat(machines.lastEventId()).isEqualTo(3);
    history.taskStarted();
    add(3);

    assertThat(next().jobs()).singleElement().isInstanceOf(Job.Signal.class);
  }

  @Test
  void the_history_tells_where_the_task_started() {
    history.taskStarted();
    machines.addHistory(history.events(), List.of(), 0, history.events().size() - 1);

    assertThat(next().jobs()).singleElement().isInstanceOf(Job.Start.class);
  }

  @Test
  void a_history_that_ends_before_its_task_is_not_taken_for_an_idle_workflow() {
    machines.addHistory(history.events(), List.of(), 0, history.events().size() + 1);

    assertThatThrownBy(machines::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("known only up to event");
  }

  private static int startChild(WorkflowMachines machines, String id, String type) {
    return machines
        .otherWorkflows()
        .startChild(
            StartChildWorkflowExecutionCommandAttributes.newBuilder()
                .setWorkflowId(id)
                .setWorkflowType(WorkflowType.newBuilder().setName(type)),
            ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
            null);
  }

  @Test
  void a_child_that_starts_and_ends_between_two_tasks_is_resolved_in_order() {
    history.taskStarted();
    add(0);
    next();
    int seq = startChild(machines, "child", "C");
    history.taskCompleted();
    machines.commands().forEach(history::command);
    history.otherWorkflows().started("child").otherWorkflows().completed("child", NOTHING);
    history.taskStarted();
    add(3);

    assertThat(next().jobs())
        .containsExactly(
            new Job.ChildStarted(seq, "run-of-child"), new Job.ChildCompleted(seq, NOTHING));
  }

  @Test
  void another_type_of_child_is_noticed() {
    history.task().otherWorkflows().initiated("child", "Old").taskStarted();
    add(3);
    next();
    startChild(machines, "child", "New");

    assertNondeterminism("event 5", "a child workflow of type Old", "type New");
  }

  @Test
  void another_id_of_a_child_is_noticed() {
    history.task().otherWorkflows().initiated("one", "C").taskStarted();
    add(3);
    next();
    startChild(machines, "two", "C");

    assertNondeterminism("event 5", "id one", "id two");
  }

  @Test
  void a_signal_to_another_workflow_than_before_is_noticed() {
    history.task().otherWorkflows().signalInitiated("one").taskStarted();
    add(3);
    next();
    var signal = SignalExternalWorkflowExecutionCommandAttributes.newBuilder().setSignalName("s");
    signal.getExecutionBuilder().setWorkflowId("two");
    machines.otherWorkflows().signal(signal);

    assertNondeterminism("event 5", "to workflow one", "signal s to workflow two");
  }

  @Test
  void an_event_of_a_child_that_was_never_started_is_noticed() {
    history.task().other(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED, false);
    history.taskStarted();
    add(3);
    next();

    assertNondeterminism("event 5", "ChildWorkflowExecutionCanceled", "did not start");
  }
}
