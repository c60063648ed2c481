package dev.perdure.engine.schedule;

import static dev.perdure.engine.schedule.ScheduleWorld.complete;
import static dev.perdure.engine.schedule.ScheduleWorld.everyMinute;
import static dev.perdure.engine.schedule.ScheduleWorld.rejection;
import static dev.perdure.engine.schedule.ScheduleWorld.texts;
import static dev.perdure.engine.schedule.ScheduleWorld.trigger;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL;
import static io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.decision.Request;
import dev.perdure.engine.state.Times;
import io.temporal.api.schedule.v1.BackfillRequest;
import io.temporal.api.schedule.v1.Range;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.StructuredCalendarSpec;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Times that pass, that are missed, and that clients ask for.
final class ScheduleTimesTest {
  private static final String FIRST = "w-2026-01-01T00:01:00Z";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ScheduleWorld world = new ScheduleWorld();

  // Pausing, limits, late times.

  @Test
  void a_paused_schedule_lets_times_pass() {
    world.create(everyMinute());
    world.patch(SchedulePatch.newBuilder().setPause("holidays"));
    assertThat(world.state().nextDue()).as("it costs nothing").isNull();
    world.pass(MINUTE.multipliedBy(5));
    assertThat(texts(world.describe().getInfo().getFutureActionTimesList()))
        .first()
        .isEqualTo("2026-01-01T00:06:00Z");

    world.patch(SchedulePatch.newBuilder().setUnpause("back"));
    assertThat(world.started()).isEmpty();
    world.pass(MINUTE);
    assertThat(world.started()).containsExactly("w-2026-01-01T00:06:00Z");
    var state = world.describe().getSchedule().getState();
    assertThat(state.getPaused()).isFalse();
    assertThat(state.getNotes()).isEqualTo("back");
    assertThat(world.describe().getInfo().getMissedCatchupWindow()).isZero();
  }

  @Test
  void it_takes_no_more_actions_than_it_may() {
    var schedule = everyMinute(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL);
    schedule.getStateBuilder().setLimitedActions(true).setRemainingActions(2);
    world.create(schedule);
    assertThat(world.describe().getInfo().getFutureActionTimesList()).hasSize(2);
    world.patch(trigger());
    world.pass(MINUTE.multipliedBy(5));

    assertThat(world.started()).as("a trigger does not count").hasSize(3);
    assertThat(world.describe().getSchedule().getState().getRemainingActions()).isZero();
    assertThat(world.describe().getInfo().getFutureActionTimesList()).isEmpty();
  }

  @Test
  void times_of_a_short_absence_are_made_up_for() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_BUFFER_ALL));
    world.sleep(Duration.ofMinutes(3));
    world.crash();
    world.pass(Duration.ZERO);

    assertThat(world.started()).containsExactly(FIRST);
    assertThat(world.describe().getInfo().getBufferSize()).isEqualTo(2);
  }

  @Test
  void times_that_are_past_the_catchup_window_are_missed() {
    var schedule = everyMinute(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL);
    schedule
        .getPoliciesBuilder()
        .setCatchupWindow(com.google.protobuf.Duration.newBuilder().setSeconds(90));
    world.create(schedule);
    world.sleep(Duration.ofMinutes(10));
    world.pass(Duration.ZERO);

    assertThat(world.started()).containsExactly("w-2026-01-01T00:09:00Z", "w-2026-01-01T00:10:00Z");
    assertThat(world.describe().getInfo().getMissedCatchupWindow()).isEqualTo(8);
    world.pass(MINUTE);
    assertThat(world.describe().getInfo().getMissedCatchupWindow()).isEqualTo(8);
  }

  @Test
  void a_catchup_window_is_at_least_ten_seconds() {
    var schedule = everyMinute();
    schedule
        .getPoliciesBuilder()
        .setCatchupWindow(com.google.protobuf.Duration.newBuilder().setSeconds(1));
    world.create(schedule);

    assertThat(world.describe().getSchedule().getPolicies().getCatchupWindow().getSeconds())
        .isEqualTo(10);
  }

  @Test
  void after_years_of_absence_it_catches_up_a_bit_at_a_time() {
    var schedule = everyMinute();
    schedule
        .getPoliciesBuilder()
        .setCatchupWindow(com.google.protobuf.Duration.newBuilder().setSeconds(3600));
    world.create(schedule);
    world.sleep(Duration.ofDays(365));
    world.pass(Duration.ZERO);

    assertThat(world.describe().getInfo().getMissedCatchupWindow()).isEqualTo(365 * 1440 - 60);
    assertThat(world.started()).hasSize(1);
    assertThat(world.describe().getInfo().getOverlapSkipped()).isEqualTo(59);
  }

  @Test
  void a_schedule_with_nothing_to_do_goes_after_a_week() {
    var schedule = everyMinute();
    schedule.getSpecBuilder().setEndTime(Times.timestamp(Instant.parse("2026-01-01T00:01:30Z")));
    world.create(schedule);
    world.pass(MINUTE);
    world.answer(FIRST, complete("one"));
    world.passTo(Instant.parse("2026-01-08T00:00:59Z"));
    assertThat(world.state().isGone()).isFalse();

    world.pass(Duration.ofSeconds(2));
    assertThat(world.state().isGone()).isTrue();
    assertThat(rejection(world.ask(new Request.DescribeSchedule())).message())
        .isEqualTo("workflow not found for ID: temporal-sys-scheduler:s");
  }

  @Test
  void a_schedule_rests_through_a_long_exclusion_and_goes_on() {
    world.create(everySecondButInJanuary());
    world.passTo(Instant.parse("2026-01-20T00:00:00Z"));
    assertThat(world.state().isGone()).isFalse();
    assertThat(world.started()).isEmpty();

    world.passTo(Instant.parse("2026-02-01T00:00:00Z"));
    assertThat(world.started()).containsExactly("w-2026-02-01T00:00:00Z");
    assertThat(world.describe().getInfo().getMissedCatchupWindow()).isZero();
  }

  @Test
  void a_backfill_of_what_is_excluded_comes_to_an_end() {
    world.create(everySecondButInJanuary());
    world.patch(
        SchedulePatch.newBuilder()
            .addBackfillRequest(
                BackfillRequest.newBuilder()
                    .setStartTime(Times.timestamp(Instant.parse("2025-01-01T00:00:00Z")))
                    .setEndTime(Times.timestamp(Instant.parse("2025-02-01T00:00:00Z")))
                    .setOverlapPolicy(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL)));
    world.pass(Duration.ofMinutes(10));

    assertThat(world.started()).containsExactly("w-2025-02-01T00:00:00Z");
    assertThat(world.state().progress().backfills()).isEmpty();
  }

  /// Every second, but in January, of which two exclusions have a half each.
  private static Schedule.Builder everySecondButInJanuary() {
    var schedule = everyMinute();
    schedule.getSpecBuilder().getIntervalBuilder(0).getIntervalBuilder().setSeconds(1);
    for (int half = 0; half < 60; half += 30) {
      schedule
          .getSpecBuilder()
          .addExcludeStructuredCalendar(
              StructuredCalendarSpec.newBuilder()
                  .addSecond(range(half, half + 29))
                  .addMinute(range(0, 59))
                  .addHour(range(0, 23))
                  .addDayOfMonth(range(1, 31))
                  .addMonth(range(1, 1))
                  .addDayOfWeek(range(0, 6)));
    }
    return schedule;
  }

  private static Range range(int start, int end) {
    return Range.newBuilder().setStart(start).setEnd(end).build();
  }

  // Triggers and backfills.

  @Test
  void a_trigger_acts_at_once() {
    world.create(everyMinute());
    world.patch(trigger());

    assertThat(world.started()).containsExactly("w-2026-01-01T00:00:30Z");
    assertThat(world.describe().getInfo().getActionCount()).isEqualTo(1);
  }

  @Test
  void a_trigger_acts_although_the_schedule_is_paused() {
    world.create(everyMinute());
    world.patch(SchedulePatch.newBuilder().setPause("no"));
    world.patch(trigger());

    assertThat(world.started()).hasSize(1);
  }

  @Test
  void a_schedule_may_begin_with_a_trigger() {
    world.ask(
        new Request.CreateSchedule(
            CreateScheduleRequest.newBuilder()
                .setScheduleId("s")
                .setRequestId("create")
                .setSchedule(everyMinute())
                .setInitialPatch(trigger().setPause("wait"))
                .build(),
            "seed"));

    assertThat(world.started()).hasSize(1);
    assertThat(world.describe().getSchedule().getState().getPaused()).isTrue();
  }

  @Test
  void a_request_that_is_repeated_changes_nothing_twice() {
    world.create(everyMinute(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL));
    var patch = PatchScheduleRequest.newBuilder().setRequestId("again").setPatch(trigger()).build();
    world.ask(new Request.PatchSchedule(patch));
    world.pass(Duration.ofSeconds(5));
    world.crash();
    world.ask(new Request.PatchSchedule(patch));

    assertThat(world.started()).hasSize(1);
  }

  @Test
  void a_backfill_makes_up_for_the_past_with_both_ends() {
    world.create(everyMinute());
    world.patch(
        SchedulePatch.newBuilder()
            .addBackfillRequest(
                BackfillRequest.newBuilder()
                    .setStartTime(Times.timestamp(Instant.parse("2025-12-31T12:00:00Z")))
                    .setEndTime(Times.timestamp(Instant.parse("2025-12-31T12:24:00Z")))
                    .setOverlapPolicy(SCHEDULE_OVERLAP_POLICY_ALLOW_ALL)));
    assertThat(world.started()).as("ten at a time").hasSize(10);
    world.pass(Duration.ofSeconds(5));

    assertThat(world.started())
        .hasSize(25)
        .startsWith("w-2025-12-31T12:00:00Z")
        .endsWith("w-2025-12-31T12:24:00Z");
  }

  @Test
  void a_backfill_that_waits_goes_on_when_there_is_room() {
    world.create(everyMinute());
    world.patch(
        SchedulePatch.newBuilder()
            .setPause("only the past")
            .addBackfillRequest(
                BackfillRequest.newBuilder()
                    .setStartTime(Times.timestamp(Instant.parse("2025-12-31T00:00:00Z")))
                    .setEndTime(Times.timestamp(Instant.parse("2025-12-31T23:59:59Z")))
                    .setOverlapPolicy(SCHEDULE_OVERLAP_POLICY_BUFFER_ALL)));
    world.pass(Duration.ofMinutes(10));
    assertThat(world.describe().getInfo().getBufferSize()).isBetween(500L, 510L);
    assertThat(world.state().nextDue()).as("it waits for the end of the one that runs").isNull();

    world.answer("w-2025-12-31T00:00:00Z", complete("one"));
    assertThat(world.started()).hasSize(2);
  }
}
