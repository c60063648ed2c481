package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.verification.official.OfficialActivities.StepsInTest;
import dev.perdure.verification.peer.ServerSuite;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionExecutionStartWorkflow;
import io.temporal.client.schedules.ScheduleActionResult;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleBackfill;
import io.temporal.client.schedules.ScheduleCalendarSpec;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleIntervalSpec;
import io.temporal.client.schedules.ScheduleListDescription;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleRange;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleState;
import io.temporal.client.schedules.ScheduleUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the official Java SDK expects of a server's schedules, as client and as worker, over TCP.
abstract class OfficialScheduleSuite extends ServerSuite {
  private static final Duration FAR = Duration.ofDays(365);

  @SuppressWarnings("NullAway.Init") // set before every test
  private OfficialSession session;

  @SuppressWarnings("NullAway.Init") // set before every test
  private ScheduleClient client;

  private final List<ScheduleHandle> made = new ArrayList<>();

  @BeforeEach
  void connect() {
    session =
        new OfficialSession(
            server(), true, new StepsInTest(), OfficialSchedules.CountingWorkflow.class);
    client = ScheduleClient.newInstance(session.service());
  }

  @AfterEach
  void delete_everything() throws Exception {
    made.forEach(ScheduleHandle::delete);
    made.clear();
    session.close();
  }

  private ScheduleActionStartWorkflow action(String workflowId) {
    return ScheduleActionStartWorkflow.newBuilder()
        .setWorkflowType(OfficialSchedules.Counting.class)
        .setArguments(1)
        .setOptions(
            WorkflowOptions.newBuilder(session.options().build())
                .setWorkflowId(workflowId)
                .setMemo(Map.of("from", "a schedule"))
                .build())
        .build();
  }

  private static ScheduleSpec every(Duration interval) {
    return ScheduleSpec.newBuilder()
        .setIntervals(List.of(new ScheduleIntervalSpec(interval)))
        .build();
  }

  private Schedule.Builder schedule(String id, Duration interval) {
    return Schedule.newBuilder().setAction(action(id + "-run")).setSpec(every(interval));
  }

  private static String newId() {
    return "schedule-" + UUID.randomUUID();
  }

  private ScheduleHandle create(String id, Schedule schedule, ScheduleOptions options) {
    var handle = client.createSchedule(id, schedule, options);
    made.add(handle);
    return handle;
  }

  private ScheduleHandle create(Duration interval) {
    var id = newId();
    return create(id, schedule(id, interval).build(), ScheduleOptions.newBuilder().build());
  }

  private static <T> T until(Supplier<T> look, Predicate<T> condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    var value = look.get();
    while (!condition.test(value)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain, it is " + value);
      }
      Thread.sleep(50);
      value = look.get();
    }
    return value;
  }

  private static ScheduleState state(ScheduleDescription description) {
    return Objects.requireNonNull(description.getSchedule().getState());
  }

  private String runOf(ScheduleActionResult result) {
    return ((ScheduleActionExecutionStartWorkflow) result.getAction()).getWorkflowId();
  }

  private int resultOf(ScheduleActionResult result) {
    return session.client().newUntypedWorkflowStub(runOf(result)).getResult(Integer.class);
  }

  @Test
  void a_schedule_starts_workflows_that_know_the_last_result() throws Exception {
    var handle = create(Duration.ofSeconds(1));

    var info =
        until(handle::describe, description -> description.getInfo().getNumActions() >= 3)
            .getInfo();

    assertThat(info.getRecentActions().stream().map(this::resultOf)).startsWith(1, 2, 3);
    assertThat(info.getNextActionTimes()).isNotEmpty();
    assertThat(runOf(info.getRecentActions().getFirst())).startsWith(handle.getId() + "-run-20");
  }

  @Test
  void a_description_has_everything() {
    var id = newId();
    var handle =
        create(
            id,
            schedule(id, FAR)
                .setPolicy(
                    SchedulePolicy.newBuilder()
                        .setOverlap(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE)
                        .setCatchupWindow(Duration.ofMinutes(5))
                        .setPauseOnFailure(true)
                        .build())
                .setState(
                    ScheduleState.newBuilder()
                        .setNote("a note")
                        .setLimitedAction(true)
                        .setRemainingActions(7)
                        .build())
                .build(),
            ScheduleOptions.newBuilder().setMemo(Map.of("owner", "Ada")).build());

    var description = handle.describe();
    var schedule = description.getSchedule();
    var policy = Objects.requireNonNull(schedule.getPolicy());

    assertThat(description.getId()).isEqualTo(id);
    assertThat(description.getMemo("owner", String.class)).isEqualTo("Ada");
    assertThat(schedule.getSpec().getIntervals())
        .containsExactly(new ScheduleIntervalSpec(FAR, Duration.ZERO));
    assertThat(policy.getOverlap())
        .isEqualTo(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE);
    assertThat(policy.getCatchupWindow()).isEqualTo(Duration.ofMinutes(5));
    assertThat(policy.isPauseOnFailure()).isTrue();
    assertThat(state(description).getNote()).isEqualTo("a note");
    assertThat(state(description).getRemainingActions()).isEqualTo(7);
    assertThat(description.getInfo().getCreatedAt()).isNotNull();
    assertThat(description.getInfo().getNumActions()).isZero();
    assertThat(((ScheduleActionStartWorkflow) schedule.getAction()).getWorkflowType())
        .isEqualTo("Counting");
  }

  @Test
  void calendars_and_cron_strings_are_described_as_calendars() {
    var id = newId();
    var handle =
        create(
            id,
            schedule(id, FAR)
                .setSpec(
                    ScheduleSpec.newBuilder()
                        .setCalendars(
                            List.of(
                                ScheduleCalendarSpec.newBuilder()
                                    .setHour(List.of(new ScheduleRange(9)))
                                    .setComment("in the morning")
                                    .build()))
                        .setCronExpressions(List.of("30 17 * * 1-5"))
                        .setTimeZoneName("Europe/Berlin")
                        .build())
                .build(),
            ScheduleOptions.newBuilder().build());

    var spec = handle.describe().getSchedule().getSpec();

    assertThat(spec.getTimeZoneName()).isEqualTo("Europe/Berlin");
    assertThat(spec.getCronExpressions()).isNullOrEmpty();
    assertThat(spec.getCalendars()).hasSize(2);
    assertThat(spec.getCalendars().getFirst().getComment()).isEqualTo("in the morning");
    assertThat(spec.getCalendars().getLast().getDayOfWeek())
        .containsExactly(new ScheduleRange(1, 5, 1));
    assertThat(handle.describe().getInfo().getNextActionTimes()).hasSize(10);
  }

  @Test
  void it_is_paused_and_goes_on_with_notes() throws Exception {
    var handle = create(FAR);
    handle.pause("holidays");
    var paused = until(handle::describe, description -> state(description).isPaused());
    assertThat(state(paused).getNote()).isEqualTo("holidays");

    handle.unpause("back");
    var going = until(handle::describe, description -> !state(description).isPaused());
    assertThat(state(going).getNote()).isEqualTo("back");
  }

  @Test
  void it_acts_at_once() throws Exception {
    var handle = create(FAR);
    handle.trigger(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL);

    var info =
        until(handle::describe, description -> description.getInfo().getNumActions() == 1)
            .getInfo();
    var run = runOf(info.getRecentActions().getFirst());
    assertThat(session.client().newUntypedWorkflowStub(run).getResult(Integer.class)).isEqualTo(1);
    assertThat(
            session.client().newUntypedWorkflowStub(run).describe().getMemo("from", String.class))
        .isEqualTo("a schedule");
  }

  @Test
  void it_makes_up_for_the_past() throws Exception {
    var handle = create(Duration.ofHours(1));
    var end = Instant.parse("2026-01-01T12:00:00Z");
    handle.backfill(
        List.of(
            new ScheduleBackfill(
                end.minus(Duration.ofHours(3)),
                end,
                ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL)));

    var info =
        until(handle::describe, description -> description.getInfo().getNumActions() >= 4)
            .getInfo();
    assertThat(info.getRecentActions().stream().map(this::runOf))
        .contains(
            handle.getId() + "-run-2026-01-01T09:00:00Z",
            handle.getId() + "-run-2026-01-01T12:00:00Z");
  }

  @Test
  void an_update_takes_the_place_of_the_schedule() throws Exception {
    var handle = create(FAR);
    handle.update(
        input ->
            new ScheduleUpdate(
                Schedule.newBuilder(input.getDescription().getSchedule())
                    .setSpec(every(Duration.ofHours(5)))
                    .build()));

    var description =
        until(
            handle::describe,
            one -> one.getSchedule().getSpec().getIntervals().getFirst().getEvery().toHours() == 5);
    assertThat(description.getInfo().getLastUpdatedAt()).isNotNull();
  }

  @Test
  void an_id_is_taken_once() {
    var handle = create(FAR);

    assertThatThrownBy(
            () ->
                client.createSchedule(
                    handle.getId(),
                    schedule(handle.getId(), FAR).build(),
                    ScheduleOptions.newBuilder().build()))
        .isInstanceOf(ScheduleAlreadyRunningException.class);
  }

  @Test
  void a_schedule_may_begin_with_an_action() throws Exception {
    var id = newId();
    var handle =
        create(
            id,
            schedule(id, FAR).build(),
            ScheduleOptions.newBuilder().setTriggerImmediately(true).build());

    until(handle::describe, description -> description.getInfo().getNumActions() == 1);
  }

  @Test
  void a_deleted_schedule_is_not_found() {
    var handle = create(FAR);
    handle.delete();
    made.clear();

    assertThatThrownBy(handle::describe).isInstanceOf(ScheduleException.class);
  }

  @Test
  void schedules_are_listed() throws Exception {
    var handle = create(FAR);

    var listed = until(() -> listed(handle.getId()), list -> !list.isEmpty()).getFirst();

    assertThat(listed.getInfo().getNextActionTimes()).hasSize(5);
    assertThat(listed.getSchedule().getState().isPaused()).isFalse();
  }

  private List<ScheduleListDescription> listed(String id) {
    return client.listSchedules().filter(one -> one.getScheduleId().equals(id)).toList();
  }

  @Test
  void it_takes_no_more_actions_than_it_may() throws Exception {
    var id = newId();
    var handle =
        create(
            id,
            schedule(id, Duration.ofSeconds(1))
                .setState(
                    ScheduleState.newBuilder()
                        .setLimitedAction(true)
                        .setRemainingActions(2)
                        .build())
                .build(),
            ScheduleOptions.newBuilder().build());

    ScheduleDescription description =
        until(handle::describe, one -> state(one).getRemainingActions() == 0);
    assertThat(description.getInfo().getNextActionTimes()).isEmpty();
    until(handle::describe, one -> one.getInfo().getNumActions() == 2);
  }
}
