package dev.perdure.engine.schedule;

import static dev.perdure.engine.schedule.ScheduleWorld.complete;
import static dev.perdure.engine.schedule.ScheduleWorld.everyMinute;
import static dev.perdure.engine.schedule.ScheduleWorld.rejection;
import static dev.perdure.engine.schedule.ScheduleWorld.reply;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How clients change a schedule, and what becomes of its messages.
final class ScheduleChangesTest {
  private static final String FIRST = "w-2026-01-01T00:01:00Z";
  private static final String SECOND = "w-2026-01-01T00:02:00Z";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ScheduleWorld world = new ScheduleWorld();

  // Updates.

  private Decision.Outcome<?> update(Schedule.Builder schedule, ByteString token) {
    return world.ask(
        new Request.UpdateSchedule(
            UpdateScheduleRequest.newBuilder()
                .setScheduleId("s")
                .setSchedule(schedule)
                .setConflictToken(token)
                .build()));
  }

  @Test
  void an_update_takes_the_place_of_the_definition() {
    world.create(everyMinute());
    var hourly = everyMinute();
    hourly.getSpecBuilder().clearInterval().addCronString("0 * * * *");
    hourly.getStateBuilder().setNotes("hourly");
    reply(update(hourly, ByteString.EMPTY));

    world.pass(Duration.ofHours(1));
    assertThat(world.started()).containsExactly("w-2026-01-01T01:00:00Z");
    var described = world.describe();
    assertThat(described.getSchedule().getState().getNotes()).isEqualTo("hourly");
    assertThat(described.getSchedule().getSpec().getCronStringList()).isEmpty();
    assertThat(described.getInfo().getUpdateTime()).isEqualTo(Times.timestamp(ScheduleWorld.START));
  }

  @Test
  void an_update_does_not_make_up_for_the_past() {
    world.create(everyMinute());
    world.patch(SchedulePatch.newBuilder().setPause("no"));
    world.pass(Duration.ofMinutes(10));
    reply(update(everyMinute(), ByteString.EMPTY));
    world.pass(Duration.ofSeconds(29));

    assertThat(world.started()).isEmpty();
    assertThat(world.describe().getInfo().getMissedCatchupWindow()).isZero();
    world.pass(Duration.ofSeconds(1));
    assertThat(world.started()).hasSize(1);
  }

  @Test
  void what_was_due_before_an_update_is_done_however_much_it_is() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL));
    world.sleep(Duration.ofMinutes(150));
    reply(update(everyMinute(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL), ByteString.EMPTY));
    world.pass(Duration.ZERO);

    assertThat(world.started()).hasSize(150);
    assertThat(world.describe().getInfo().getBufferSize()).isZero();
    assertThat(world.describe().getInfo().getActionCount()).isEqualTo(150);
  }

  @Test
  void what_there_is_no_room_for_before_an_update_is_counted() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_BUFFER_ALL));
    world.sleep(Duration.ofHours(25));
    reply(update(everyMinute(SCHEDULE_OVERLAP_POLICY_BUFFER_ALL), ByteString.EMPTY));

    assertThat(world.started()).hasSize(1);
    assertThat(world.describe().getInfo().getBufferSize()).isEqualTo(999);
    assertThat(world.describe().getInfo().getBufferDropped()).isEqualTo(500);
  }

  @Test
  void an_update_waits_for_what_one_turn_cannot_go_through() {
    world.create(everyMinute());
    world.sleep(Duration.ofDays(20));
    assertThat(rejection(update(everyMinute(), ByteString.EMPTY)).code())
        .isEqualTo(Rejection.Code.UNAVAILABLE);
    reply(update(everyMinute(), ByteString.EMPTY));

    var info = world.describe().getInfo();
    assertThat(1 + info.getBufferDropped() + info.getOverlapSkipped()).isEqualTo(28_800);
  }

  @Test
  void an_update_to_times_that_never_come_is_refused_but_where_they_were_there_before() {
    var never = everyMinute();
    never.getSpecBuilder().clearInterval().addCronString("0 0 30 2 *");
    world.create(never);
    var kept = world.describe().getSchedule().toBuilder();
    kept.getStateBuilder().setNotes("nothing to do");
    reply(update(kept, ByteString.EMPTY));

    var other = everyMinute();
    other.getSpecBuilder().clearInterval().addCronString("0 0 31 4 *");
    var refused = rejection(update(other, ByteString.EMPTY));

    assertThat(refused.code()).isEqualTo(Rejection.Code.INVALID_ARGUMENT);
    assertThat(refused.message()).startsWith("Invalid schedule spec: it never fires");
    assertThat(world.describe().getSchedule()).isEqualTo(kept.build());
  }

  @Test
  void an_update_of_what_has_changed_since_is_refused() {
    world.create(everyMinute());
    var token = world.describe().getConflictToken();
    world.patch(SchedulePatch.newBuilder().setPause("meanwhile"));

    var refused = rejection(update(everyMinute(), token));
    assertThat(refused.code()).isEqualTo(Rejection.Code.FAILED_PRECONDITION);
    assertThat(refused.message()).isEqualTo("mismatched conflict token");
    assertThat(world.describe().getSchedule().getState().getNotes()).isEqualTo("meanwhile");
    reply(update(everyMinute(), world.describe().getConflictToken()));
  }

  @Test
  void memo_and_search_attributes_stay_unless_they_are_given() {
    var value = Payload.newBuilder().setData(ByteString.copyFromUtf8("1")).build();
    world.ask(
        new Request.CreateSchedule(
            CreateScheduleRequest.newBuilder()
                .setScheduleId("s")
                .setRequestId("create")
                .setSchedule(everyMinute())
                .setMemo(Memo.newBuilder().putFields("m", value))
                .setSearchAttributes(SearchAttributes.newBuilder().putIndexedFields("a", value))
                .build(),
            "seed"));
    reply(update(everyMinute(), ByteString.EMPTY));
    assertThat(world.describe().getMemo().getFieldsMap()).containsOnlyKeys("m");
    assertThat(world.describe().getSearchAttributes().getIndexedFieldsMap()).containsOnlyKeys("a");

    world.ask(
        new Request.UpdateSchedule(
            UpdateScheduleRequest.newBuilder()
                .setSchedule(everyMinute())
                .setMemo(Memo.newBuilder().putFields("n", value))
                .setSearchAttributes(SearchAttributes.getDefaultInstance())
                .build()));
    assertThat(world.describe().getMemo().getFieldsMap()).containsOnlyKeys("n");
    assertThat(world.describe().hasSearchAttributes()).isFalse();
  }

  @Test
  void the_workflow_id_can_stay_as_it_is() {
    var schedule = everyMinute();
    schedule.getPoliciesBuilder().setKeepOriginalWorkflowId(true);
    world.create(schedule);
    world.pass(MINUTE);
    world.answer("w", complete("one"));
    world.pass(MINUTE);

    assertThat(world.started()).containsExactly("w");
    assertThat(world.describe().getInfo().getActionCount()).isEqualTo(2);
    assertThat(world.isOpen("w")).isTrue();
  }

  private static Schedule.Builder starting(String type) {
    var schedule = everyMinute(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL);
    schedule
        .getActionBuilder()
        .getStartWorkflowBuilder()
        .setWorkflowType(WorkflowType.newBuilder().setName(type))
        .setTaskQueue(TaskQueue.newBuilder().setName(type + "-queue"))
        .setInput(ScheduleWorld.payloads(type));
    return schedule;
  }

  private void assertStarts(String workflowId, String type) {
    var started = world.run(workflowId).started();
    assertThat(started.getWorkflowType().getName()).isEqualTo(type);
    assertThat(started.getTaskQueue().getName()).isEqualTo(type + "-queue");
    assertThat(started.getInput()).isEqualTo(ScheduleWorld.payloads(type));
  }

  @Test
  void an_action_starts_what_was_defined_when_it_was_taken() {
    world.create(starting("Old"));
    world.hold(true);
    world.pass(MINUTE);
    reply(update(starting("New"), ByteString.EMPTY));
    world.pass(MINUTE);
    reply(update(starting("Newest"), ByteString.EMPTY));
    world.crash();
    world.pass(MINUTE);
    assertThat(world.state().former().starts()).hasSize(2);
    world.hold(false);

    assertStarts(FIRST, "Old");
    assertStarts(SECOND, "New");
    assertStarts("w-2026-01-01T00:03:00Z", "Newest");
    assertThat(world.state().former().starts()).isEmpty();
  }

  @Test
  void an_update_keeps_nothing_that_no_action_needs() {
    world.create(starting("Old"));
    world.pass(MINUTE);
    reply(update(starting("New"), ByteString.EMPTY));
    assertThat(world.state().former().starts()).isEmpty();

    world.hold(true);
    world.pass(MINUTE);
    reply(update(starting("New").setSpec(ScheduleSpec.getDefaultInstance()), ByteString.EMPTY));
    assertThat(world.state().former().starts()).as("it starts the same").isEmpty();
  }

  @Test
  void definitions_that_are_still_needed_are_kept_up_to_a_number() {
    world.create(starting("0"));
    world.hold(true);
    for (int i = 1; i <= 4; i++) {
      world.pass(MINUTE);
      reply(update(starting("" + i), ByteString.EMPTY));
    }
    world.pass(MINUTE);
    assertThat(rejection(update(starting("5"), ByteString.EMPTY)).message())
        .isEqualTo("actions of former definitions are still being started, please retry");
    world.hold(false);

    assertStarts(FIRST, "0");
    assertStarts("w-2026-01-01T00:05:00Z", "4");
    reply(update(starting("5"), ByteString.EMPTY));
  }

  // Creating and deleting.

  @Test
  void an_id_is_taken_until_the_schedule_is_deleted() {
    world.create(everyMinute());
    var again = CreateScheduleRequest.newBuilder().setScheduleId("s").setSchedule(everyMinute());
    var refused =
        rejection(
            world.ask(new Request.CreateSchedule(again.setRequestId("other").build(), "seed")));
    assertThat(refused.code()).isEqualTo(Rejection.Code.ALREADY_EXISTS);
    assertThat(refused.message()).isEqualTo("schedule \"s\" is already registered");
    reply(world.ask(new Request.CreateSchedule(again.setRequestId("create").build(), "seed")));

    world.pass(MINUTE);
    reply(world.ask(new Request.DeleteSchedule()));
    assertThat(world.state().nextDue()).isNull();
    assertThat(world.isOpen(FIRST)).as("what it has started goes on").isTrue();
    reply(world.ask(new Request.CreateSchedule(again.setRequestId("other").build(), "seed")));
    world.answer(FIRST, complete("one"));
    assertThat(world.describe().getInfo().getActionCount())
        .as("the end of the former one's workflow is no news")
        .isZero();
    assertThat(world.run(FIRST).owed()).isEmpty();
  }

  // Messages.

  @Test
  void a_start_that_is_lost_is_sent_again_and_starts_once() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL));
    world.hold(true);
    world.pass(MINUTE);
    assertThat(world.started()).isEmpty();
    assertThat(world.state().ready()).isTrue();
    assertThat(world.state().isExpendable()).isFalse();

    world.crash();
    world.deliverOne();
    assertThat(world.started()).containsExactly(FIRST);
    world.loseMessages();
    world.crash();
    world.hold(false);
    assertThat(world.run(FIRST).previousStartedEventId()).isZero();
    assertThat(world.run(FIRST).events()).hasSize(2);
    assertThat(world.describe().getInfo().getActionCount()).isEqualTo(1);
    assertThat(world.state().ready()).isFalse();
  }

  @Test
  void an_end_that_is_heard_of_before_the_start_is_both() {
    world.create(everyMinute());
    world.hold(true);
    world.pass(MINUTE);
    world.deliverOne();
    world.loseMessages();
    world.hold(false);
    world.ask(
        EntityKey.workflow("default", FIRST),
        new Request.Terminate(
            TerminateWorkflowExecutionRequest.newBuilder()
                .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(FIRST))
                .build()));

    var info = world.describe().getInfo();
    assertThat(info.getActionCount()).isEqualTo(1);
    assertThat(info.getRunningWorkflowsList()).isEmpty();
    assertThat(info.getRecentActions(0).getStartWorkflowStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED);
    assertThat(world.run(FIRST).owed()).isEmpty();
  }

  @Test
  void a_late_start_is_none_when_others_have_used_the_workflow_id() {
    var schedule = everyMinute();
    schedule.getPoliciesBuilder().setKeepOriginalWorkflowId(true);
    world.create(schedule);
    world.hold(true);
    world.pass(MINUTE);
    var late = world.copyOne();
    world.hold(false);
    world.answer("w", complete("one"));
    startByAnother("w");
    world.answer("w", complete("another"));
    world.deliverLate(late);

    assertThat(world.isOpen("w")).isFalse();
    assertThat(world.describe().getInfo().getActionCount()).isEqualTo(1);
    world.pass(MINUTE);
    assertThat(world.isOpen("w")).isTrue();
    assertThat(world.describe().getInfo().getActionCount()).isEqualTo(2);
  }

  private void startByAnother(String workflowId) {
    reply(
        world.ask(
            EntityKey.workflow("default", workflowId),
            new Request.Start(
                StartWorkflowExecutionRequest.newBuilder()
                    .setWorkflowId(workflowId)
                    .setWorkflowType(WorkflowType.newBuilder().setName("T"))
                    .setTaskQueue(TaskQueue.newBuilder().setName("q"))
                    .build(),
                false)));
  }

  @Test
  void a_workflow_id_that_is_taken_loses_its_time() {
    world.create(everyMinute());
    startByAnother(FIRST);
    world.pass(MINUTE);
    assertThat(world.describe().getInfo().getActionCount()).isZero();
    assertThat(world.describe().getInfo().getRunningWorkflowsList()).isEmpty();

    world.pass(MINUTE);
    assertThat(world.started()).contains(SECOND);
    assertThat(world.run(FIRST).events())
        .extracting(event -> event.event().getEventType())
        .containsExactly(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED);
    assertThat(List.of(FIRST, SECOND)).allMatch(world::isOpen);
  }
}
