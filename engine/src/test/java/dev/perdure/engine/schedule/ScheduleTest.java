package dev.perdure.engine.schedule;

import static dev.perdure.engine.schedule.ScheduleWorld.complete;
import static dev.perdure.engine.schedule.ScheduleWorld.everyMinute;
import static dev.perdure.engine.schedule.ScheduleWorld.fail;
import static dev.perdure.engine.schedule.ScheduleWorld.payloads;
import static dev.perdure.engine.schedule.ScheduleWorld.texts;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_CANCEL_OTHER;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_TERMINATE_OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.perdure.engine.calendar.Steps;
import dev.perdure.engine.state.Times;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.schedule.v1.ScheduleActionResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a schedule starts, and when others are in the way.
final class ScheduleTest {
  private static final String FIRST = "w-2026-01-01T00:01:00Z";
  private static final String SECOND = "w-2026-01-01T00:02:00Z";
  private static final String THIRD = "w-2026-01-01T00:03:00Z";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ScheduleWorld world = new ScheduleWorld();

  @Test
  void it_starts_a_workflow_at_each_time() {
    world.create(everyMinute());
    assertThat(world.started()).isEmpty();

    world.pass(MINUTE);
    assertThat(world.started()).containsExactly(FIRST);
    var started = world.run(FIRST).started();
    assertThat(started.getWorkflowType().getName()).isEqualTo("Type");
    assertThat(started.getIdentity()).isEqualTo("temporal-scheduler-default-s");
    assertThat(started.getSearchAttributes().getIndexedFieldsMap())
        .hasEntrySatisfying(
            "TemporalScheduledById",
            value -> assertThat(value.getData().toStringUtf8()).isEqualTo("\"s\""))
        .hasEntrySatisfying(
            "TemporalScheduledStartTime",
            value ->
                assertThat(value.getData().toStringUtf8()).isEqualTo("\"2026-01-01T00:01:00Z\""));

    world.answer(FIRST, complete("one"));
    world.pass(MINUTE);
    assertThat(world.started()).containsExactly(FIRST, SECOND);
    assertThat(world.run(SECOND).started().getLastCompletionResult()).isEqualTo(payloads("one"));
  }

  @Test
  void describe_shows_what_it_has_done_and_will_do() {
    world.create(everyMinute());
    world.pass(MINUTE);
    world.answer(FIRST, complete("one"));
    world.pass(MINUTE);

    var info = world.describe().getInfo();
    assertThat(info.getActionCount()).isEqualTo(2);
    assertThat(info.getCreateTime()).isEqualTo(Times.timestamp(ScheduleWorld.START));
    assertThat(info.getRunningWorkflowsList())
        .extracting(WorkflowExecution::getWorkflowId)
        .containsExactly(SECOND);
    assertThat(info.getRecentActionsList())
        .extracting(
            action -> action.getStartWorkflowResult().getWorkflowId(),
            ScheduleActionResult::getStartWorkflowStatus)
        .containsExactly(
            tuple(FIRST, WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED),
            tuple(SECOND, WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING));
    assertThat(texts(info.getFutureActionTimesList()))
        .hasSize(10)
        .startsWith("2026-01-01T00:03:00Z", "2026-01-01T00:04:00Z");
    var listed = ScheduleView.listed(world.state(), world.now(), Steps.usual()).getInfo();
    assertThat(listed.getFutureActionTimesList()).hasSize(5);
    assertThat(listed.getRecentActionsList()).hasSize(2);
    assertThat(listed.getWorkflowType().getName()).isEqualTo("Type");
    var schedule = world.describe().getSchedule();
    assertThat(schedule.getPolicies().getOverlapPolicy()).isEqualTo(SCHEDULE_OVERLAP_POLICY_SKIP);
    assertThat(schedule.getPolicies().getCatchupWindow().getSeconds()).isEqualTo(31_536_000);
    assertThat(world.describe().getConflictToken().toByteArray())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 1);
  }

  // Overlap policies.

  @Test
  void a_time_at_which_another_one_runs_is_skipped() {
    world.create(everyMinute());
    world.pass(MINUTE.multipliedBy(3));

    assertThat(world.started()).containsExactly(FIRST);
    assertThat(world.describe().getInfo().getOverlapSkipped()).isEqualTo(2);
  }

  @Test
  void one_time_waits_for_the_end_of_the_one_that_runs() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_BUFFER_ONE));
    world.pass(MINUTE.multipliedBy(4));
    assertThat(world.describe().getInfo().getBufferSize()).isEqualTo(1);
    assertThat(world.describe().getInfo().getOverlapSkipped()).isEqualTo(2);

    world.answer(FIRST, complete("one"));
    assertThat(world.started()).containsExactly(FIRST, SECOND);
    assertThat(world.describe().getInfo().getBufferSize()).isZero();
  }

  @Test
  void all_times_wait_for_their_turn() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_BUFFER_ALL));
    world.pass(MINUTE.multipliedBy(3));
    world.answer(FIRST, complete("one"));
    world.answer(SECOND, complete("two"));

    assertThat(world.started()).containsExactly(FIRST, SECOND, THIRD);
    assertThat(world.run(THIRD).started().getLastCompletionResult()).isEqualTo(payloads("two"));
  }

  @Test
  void the_buffer_is_bounded() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_BUFFER_ALL));
    world.sleep(MINUTE.multipliedBy(1_011));
    world.pass(Duration.ZERO);

    assertThat(world.describe().getInfo().getBufferSize()).isEqualTo(1_000);
    assertThat(world.describe().getInfo().getBufferDropped()).isEqualTo(10);
  }

  @Test
  void the_one_that_runs_is_asked_to_cancel_itself() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_CANCEL_OTHER));
    world.pass(MINUTE.multipliedBy(2));
    assertThat(world.started()).containsExactly(FIRST);
    assertThat(world.run(FIRST).cancelRequested()).isTrue();

    world.answer(FIRST, complete("canceled"));
    assertThat(world.started()).containsExactly(FIRST, SECOND);
    assertThat(world.isOpen(SECOND)).isTrue();
  }

  @Test
  void the_one_that_runs_is_terminated() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_TERMINATE_OTHER));
    world.pass(MINUTE.multipliedBy(2));

    assertThat(world.started()).containsExactly(FIRST, SECOND);
    var last = world.run(FIRST).events().getLast().event();
    assertThat(last.getWorkflowExecutionTerminatedEventAttributes().getReason())
        .isEqualTo("terminated by schedule overlap policy");
    assertThat(world.isOpen(SECOND)).isTrue();
  }

  @Test
  void all_of_them_run_side_by_side() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL));
    world.pass(MINUTE.multipliedBy(2));
    world.answer(FIRST, complete("one"));
    world.pass(MINUTE);

    assertThat(world.started()).containsExactly(FIRST, SECOND, THIRD);
    assertThat(world.run(THIRD).started().hasLastCompletionResult()).isFalse();
    assertThat(world.describe().getInfo().getRecentActions(0).getStartWorkflowStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  @Test
  void the_end_of_a_chain_of_runs_counts() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_BUFFER_ONE));
    world.pass(MINUTE.multipliedBy(2));
    world.answer(
        FIRST,
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION)
            .setContinueAsNewWorkflowExecutionCommandAttributes(
                ContinueAsNewWorkflowExecutionCommandAttributes.getDefaultInstance()));
    assertThat(world.started()).containsExactly(FIRST);

    world.answer(FIRST, complete("end"));
    assertThat(world.started()).containsExactly(FIRST, SECOND);
    assertThat(world.run(SECOND).started().getLastCompletionResult()).isEqualTo(payloads("end"));
  }

  // Failures.

  @Test
  void a_failure_is_passed_on_with_the_last_result() {
    world.create(everyMinute());
    world.pass(MINUTE);
    world.answer(FIRST, complete("one"));
    world.pass(MINUTE);
    world.answer(SECOND, fail("no"));
    world.pass(MINUTE);

    var third = world.run(THIRD).started();
    assertThat(third.getLastCompletionResult()).isEqualTo(payloads("one"));
    assertThat(third.getContinuedFailure().getMessage()).isEqualTo("no");
  }

  @Test
  void it_pauses_on_a_failure_if_it_is_to() {
    var schedule = everyMinute();
    schedule.getPoliciesBuilder().setPauseOnFailure(true);
    world.create(schedule);
    world.pass(MINUTE);
    world.answer(FIRST, fail("no"));
    world.pass(MINUTE.multipliedBy(5));

    assertThat(world.started()).containsExactly(FIRST);
    var state = world.describe().getSchedule().getState();
    assertThat(state.getPaused()).isTrue();
    assertThat(state.getNotes()).isEqualTo("paused due to workflow failure: " + FIRST + ": no");
  }

  @Test
  void the_notes_of_a_pause_are_no_longer_than_clients_may_write_them() {
    var schedule = everyMinute();
    schedule.getPoliciesBuilder().setPauseOnFailure(true);
    world.create(schedule);
    world.pass(MINUTE);
    world.answer(FIRST, fail("é".repeat(1_000)));

    var notes = world.describe().getSchedule().getState().getNotesBytes();
    assertThat(notes.size()).isBetween(999, 1_000);
    assertThat(notes.toStringUtf8()).endsWith("éé");
  }

  @Test
  void it_pauses_on_a_timeout_if_it_is_to() {
    var schedule = everyMinute();
    schedule.getPoliciesBuilder().setPauseOnFailure(true);
    schedule
        .getActionBuilder()
        .getStartWorkflowBuilder()
        .setWorkflowRunTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(5));
    world.create(schedule);
    world.pass(MINUTE.multipliedBy(3));

    assertThat(world.started()).containsExactly(FIRST);
    assertThat(world.describe().getSchedule().getState().getNotes())
        .isEqualTo("paused due to workflow timeout: " + FIRST);
  }
}
