package dev.perdure.verification.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.RpcException;
import dev.perdure.client.Schedule;
import dev.perdure.client.ScheduleActionExecutionStartWorkflow;
import dev.perdure.client.ScheduleActionResult;
import dev.perdure.client.ScheduleActionStartWorkflow;
import dev.perdure.client.ScheduleAlreadyRunningException;
import dev.perdure.client.ScheduleBackfill;
import dev.perdure.client.ScheduleCalendarSpec;
import dev.perdure.client.ScheduleDescription;
import dev.perdure.client.ScheduleHandle;
import dev.perdure.client.ScheduleInfo;
import dev.perdure.client.ScheduleIntervalSpec;
import dev.perdure.client.ScheduleListActionStartWorkflow;
import dev.perdure.client.ScheduleListDescription;
import dev.perdure.client.ScheduleNotFoundException;
import dev.perdure.client.ScheduleOptions;
import dev.perdure.client.ScheduleOverlapPolicy;
import dev.perdure.client.SchedulePolicy;
import dev.perdure.client.ScheduleRange;
import dev.perdure.client.ScheduleSpec;
import dev.perdure.client.ScheduleState;
import dev.perdure.client.ScheduleUpdate;
import dev.perdure.client.ScheduleUpdateInput;
import dev.perdure.client.WorkflowExecutionStatus;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributes;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.PayloadCodec;
import dev.perdure.verification.peer.ServerSuite;
import dev.perdure.verification.schedules.ScheduledWorkflow.Order;
import dev.perdure.worker.Worker;
import io.grpc.Status.Code;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What schedules do that our client makes, and our workers run, over TCP.
abstract class ScheduleSuite extends ServerSuite {
  private static final SearchAttributeKey<String> TEAM = SearchAttributeKey.forKeyword("SuiteTeam");
  private static final Duration HOUR = Duration.ofHours(1);

  private final String taskQueue = "queue-" + UUID.randomUUID();
  private final List<ScheduleHandle> made = new ArrayList<>();
  private String id = "";

  @SuppressWarnings("NullAway.Init") // set before every test
  private Client client;

  @SuppressWarnings("NullAway.Init") // set before every test
  private Worker worker;

  /// Whether the server says so when an update comes too late. Temporal's own drops it.
  boolean tellsOfLateUpdates() {
    return true;
  }

  @BeforeAll
  void open() throws Exception {
    client = Client.connect(server().address());
    var _ =
        OperatorServiceGrpc.newBlockingStub(client.channel())
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .addSearchAttributes(
                AddSearchAttributesRequest.newBuilder()
                    .setNamespace("default")
                    .putSearchAttributes(TEAM.name(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                    .build());
    worker = Worker.builder(client, taskQueue).workflows(ScheduledWorkflow.class).start();
  }

  @AfterAll
  void close() {
    worker.close();
    client.close();
  }

  @BeforeEach
  void name() {
    id = "schedule-" + UUID.randomUUID();
  }

  @AfterEach
  void delete_what_was_made() {
    for (ScheduleHandle handle : made) {
      try {
        client.getScheduleHandle(handle.id()).delete();
      } catch (ScheduleNotFoundException e) {
        // the test has deleted it
      }
    }
    made.clear();
  }

  private ScheduleActionStartWorkflow action(boolean waits) {
    return ScheduleActionStartWorkflow.of(
        ScheduledWorkflow::run, new Order("tea", waits), "run-of-" + id, taskQueue);
  }

  /// A schedule that acts when it is told to.
  private Schedule onDemand(boolean waits) {
    return Schedule.of(action(waits), ScheduleSpec.empty());
  }

  private ScheduleHandle create(Schedule schedule) {
    return create(schedule, ScheduleOptions.defaults());
  }

  private ScheduleHandle create(Schedule schedule, ScheduleOptions options) {
    ScheduleHandle handle = client.createSchedule(id, schedule, options);
    made.add(handle);
    return handle;
  }

  private static ScheduleDescription await(
      ScheduleHandle handle, Predicate<ScheduleDescription> wanted) throws InterruptedException {
    while (true) {
      ScheduleDescription description = handle.describe();
      if (wanted.test(description)) {
        return description;
      }
      Thread.sleep(20);
    }
  }

  private static ScheduleInfo awaitActions(ScheduleHandle handle, int count)
      throws InterruptedException {
    return await(handle, d -> d.info().recentActions().size() >= count).info();
  }

  /// Runs of one second have the same workflow id.
  private WorkflowHandle<?, String> started(ScheduleActionResult result) {
    return switch (result.action()) {
      case ScheduleActionExecutionStartWorkflow start ->
          client
              .getWorkflowHandle(start.workflowId(), String.class)
              .withRunId(start.firstExecutionRunId());
    };
  }

  @Test
  void a_schedule_is_described_as_it_was_created() {
    Instant end = Instant.parse("2100-01-01T00:00:00Z");
    Schedule schedule =
        Schedule.of(
                action(false)
                    .withRunTimeout(HOUR)
                    .withRetryPolicy(RetryPolicy.attempts(3))
                    .withMemo(Map.of("size", 3))
                    .withSearchAttributes(SearchAttributes.empty().with(TEAM, "blue"))
                    .withStaticSummary("makes tea"),
                ScheduleSpec.calendar(
                        ScheduleCalendarSpec.daily()
                            .withHour(ScheduleRange.of(9, 17, 2))
                            .withComment("tea time"))
                    .withIntervals(ScheduleIntervalSpec.every(HOUR))
                    .withSkip(ScheduleCalendarSpec.daily().withDayOfWeek(ScheduleRange.of(0)))
                    .withEndAt(end)
                    .withJitter(Duration.ofSeconds(1))
                    .withTimeZoneName("Europe/Berlin"))
            .withPolicy(
                SchedulePolicy.defaults()
                    .withOverlap(ScheduleOverlapPolicy.BUFFER_ONE)
                    .withCatchupWindow(Duration.ofMinutes(1))
                    .withPauseOnFailure(true))
            .withState(
                ScheduleState.defaults()
                    .withNote("not yet")
                    .withPaused(true)
                    .withRemainingActions(7));
    ScheduleOptions options =
        ScheduleOptions.defaults()
            .withMemo(Map.of("owner", "Ada"))
            .withSearchAttributes(SearchAttributes.empty().with(TEAM, "red"));

    ScheduleDescription description = create(schedule, options).describe();

    assertThat(description.memo()).containsEntry("owner", "Ada");
    assertThat(description.searchAttributes().get(TEAM)).isEqualTo("red");
    assertThat(description.schedule().spec()).isEqualTo(schedule.spec());
    assertThat(description.schedule().policy()).isEqualTo(schedule.policy());
    assertThat(description.schedule().state()).isEqualTo(schedule.state());
    var action = (ScheduleActionStartWorkflow) description.schedule().action();
    assertThat(action.id()).isEqualTo("run-of-" + id);
    assertThat(action.taskQueue()).isEqualTo(taskQueue);
    assertThat(action.arguments().get(0, Order.class)).isEqualTo(new Order("tea", false));
    assertThat(action.runTimeout()).isEqualTo(HOUR);
    assertThat(action.retryPolicy()).isEqualTo(RetryPolicy.attempts(3));
    assertThat(action.memo()).containsEntry("size", 3);
    assertThat(action.searchAttributes().get(TEAM)).isEqualTo("blue");
    assertThat(action.staticSummary()).isEqualTo("makes tea");
    assertThat(description.info().numActions()).isZero();
    assertThat(description.info().nextActionTimes()).isSortedAccordingTo(Instant::compareTo);
  }

  @Test
  void a_trigger_starts_a_workflow_that_knows_its_schedule() throws Exception {
    ScheduleHandle handle = create(onDemand(false));

    handle.trigger();
    ScheduleActionResult result = awaitActions(handle, 1).recentActions().getFirst();

    WorkflowHandle<?, String> run = started(result);
    assertThat(run.id()).startsWith("run-of-" + id + "-");
    assertThat(run.result()).isEqualTo("tea");
    var attributes = run.describe().searchAttributes();
    assertThat(attributes.get(SearchAttributeKey.forKeyword("TemporalScheduledById")))
        .isEqualTo(id);
    assertThat(attributes.get(SearchAttributeKey.forInstant("TemporalScheduledStartTime")))
        .isNotNull();
    assertThat(awaitActions(handle, 1).numActions()).isEqualTo(1);
  }

  @Test
  void a_run_gets_the_result_of_the_run_before() throws Exception {
    ScheduleHandle handle = create(onDemand(false));

    for (int i = 1; i <= 2; i++) {
      handle.trigger();
      ScheduleActionResult last = awaitActions(handle, i).recentActions().getLast();
      assertThat(started(last).result()).isEqualTo(i == 1 ? "tea" : "tea tea");
      var _ = await(handle, d -> d.info().runningActions().isEmpty());
    }
  }

  @Test
  void an_interval_acts_as_often_as_it_may() throws Exception {
    ScheduleHandle handle =
        create(
            Schedule.of(action(false), ScheduleSpec.every(Duration.ofSeconds(1)))
                .withState(ScheduleState.defaults().withRemainingActions(2)));

    ScheduleDescription done = await(handle, d -> d.schedule().state().remainingActions() == 0);

    assertThat(awaitActions(handle, 2).numActions()).isEqualTo(2);
    assertThat(done.schedule().state().limitedActions()).isTrue();
    assertThat(done.info().nextActionTimes()).isEmpty();
  }

  @Test
  void a_pause_and_its_end_say_why() throws Exception {
    ScheduleHandle handle = create(onDemand(false));

    handle.pause("holiday");
    ScheduleState paused = await(handle, d -> d.schedule().state().paused()).schedule().state();
    handle.unpause("back again");
    ScheduleState active = await(handle, d -> !d.schedule().state().paused()).schedule().state();

    assertThat(paused.note()).isEqualTo("holiday");
    assertThat(active.note()).isEqualTo("back again");
  }

  @Test
  void an_update_changes_one_thing_and_keeps_the_others() throws Exception {
    ScheduleHandle handle =
        create(
            Schedule.of(action(false), ScheduleSpec.every(HOUR))
                .withState(ScheduleState.defaults().withNote("before")));

    handle.update(
        input -> {
          Schedule schedule = input.description().schedule();
          var action = (ScheduleActionStartWorkflow) schedule.action();
          return ScheduleUpdate.of(
              schedule
                  .withAction(action.withStaticSummary("more tea"))
                  .withSpec(schedule.spec().withCronExpressions("30 12 * * MON"))
                  .withState(schedule.state().withPaused(true)));
        });
    ScheduleDescription changed = await(handle, d -> d.schedule().state().paused());
    handle.update(_ -> null);

    assertThat(changed.schedule().state().note()).isEqualTo("before");
    assertThat(changed.schedule().spec().intervals())
        .containsExactly(ScheduleIntervalSpec.every(HOUR));
    assertThat(changed.schedule().spec().calendars())
        .singleElement()
        .satisfies(
            calendar -> {
              assertThat(calendar.hour()).containsExactly(ScheduleRange.of(12));
              assertThat(calendar.minute()).containsExactly(ScheduleRange.of(30));
              assertThat(calendar.dayOfWeek()).containsExactly(ScheduleRange.of(1));
            });
    var action = (ScheduleActionStartWorkflow) changed.schedule().action();
    assertThat(action.staticSummary()).isEqualTo("more tea");
    assertThat(action.arguments().get(0, Order.class)).isEqualTo(new Order("tea", false));
    assertThat(changed.info().lastUpdatedAt()).isNotNull();
  }

  @Test
  void an_update_that_is_refused_changes_nothing() {
    ScheduleHandle handle = create(Schedule.of(action(false), ScheduleSpec.every(HOUR)));

    assertThatThrownBy(
            () ->
                handle.update(
                    input ->
                        ScheduleUpdate.of(
                            input
                                .description()
                                .schedule()
                                .withSpec(ScheduleSpec.cron("every now and then")))))
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
        .hasMessageContaining("Invalid schedule spec");
    assertThat(handle.describe().schedule().spec()).isEqualTo(ScheduleSpec.every(HOUR));
  }

  @Test
  void no_update_is_lost_when_several_are_made_at_once() throws Exception {
    assumeThat(tellsOfLateUpdates()).isTrue();
    ScheduleHandle handle =
        create(onDemand(false).withState(ScheduleState.defaults().withNote("0")));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        var _ = threads.submit(() -> handle.update(ScheduleSuite::counted));
      }
    }

    assertThat(handle.describe().schedule().state().note()).isEqualTo("8");
  }

  private static ScheduleUpdate counted(ScheduleUpdateInput input) {
    Schedule schedule = input.description().schedule();
    int count = Integer.parseInt(String.valueOf(schedule.state().note()));
    return ScheduleUpdate.of(
        schedule.withState(schedule.state().withNote(Integer.toString(count + 1))));
  }

  @Test
  void a_backfill_goes_through_the_past() throws Exception {
    ScheduleHandle handle =
        create(
            Schedule.of(action(false), ScheduleSpec.every(HOUR))
                .withState(ScheduleState.defaults().withPaused(true)));
    Instant start = Instant.parse("2026-05-01T00:30:00Z");

    handle.backfill(
        ScheduleBackfill.of(start, start.plus(Duration.ofHours(3)))
            .withOverlap(ScheduleOverlapPolicy.ALLOW_ALL));

    assertThat(awaitActions(handle, 3).recentActions())
        .extracting(result -> started(result).id())
        .containsExactlyInAnyOrder(
            "run-of-" + id + "-2026-05-01T01:00:00Z",
            "run-of-" + id + "-2026-05-01T02:00:00Z",
            "run-of-" + id + "-2026-05-01T03:00:00Z");
  }

  @Test
  void a_new_schedule_can_act_at_once() throws Exception {
    ScheduleHandle handle =
        create(onDemand(false), ScheduleOptions.defaults().withTriggerImmediately(true));

    assertThat(started(awaitActions(handle, 1).recentActions().getFirst()).result())
        .isEqualTo("tea");
  }

  @Test
  void what_happens_to_a_running_workflow_is_the_overlap_policys() throws Exception {
    ScheduleHandle handle = create(onDemand(true));
    handle.trigger();
    WorkflowHandle<?, String> first = started(awaitActions(handle, 1).recentActions().getFirst());
    assertThat(first.describe().status()).isEqualTo(WorkflowExecutionStatus.RUNNING);

    handle.trigger(); // SKIP: nothing
    var _ = await(handle, d -> d.info().numActionsSkippedOverlap() == 1);
    handle.trigger(ScheduleOverlapPolicy.TERMINATE_OTHER);
    List<ScheduleActionResult> results = awaitActions(handle, 2).recentActions();

    assertThat(first.describe().status()).isEqualTo(WorkflowExecutionStatus.TERMINATED);
    WorkflowHandle<?, String> second = started(results.getLast());
    assertThat(second.describe().status()).isEqualTo(WorkflowExecutionStatus.RUNNING);
    second.signal("release", "test");
    assertThat(second.result()).isEqualTo("tea");
  }

  @Test
  void an_id_is_taken_until_its_schedule_is_deleted() {
    ScheduleHandle handle = create(onDemand(false));

    assertThatThrownBy(() -> client.createSchedule(id, onDemand(false)))
        .isInstanceOfSatisfying(
            ScheduleAlreadyRunningException.class, e -> assertThat(e.scheduleId()).isEqualTo(id));
    handle.delete();
    assertThatThrownBy(handle::describe).isInstanceOf(ScheduleNotFoundException.class);
    assertThatThrownBy(handle::trigger).isInstanceOf(ScheduleNotFoundException.class);
    assertThatThrownBy(() -> handle.update(_ -> null))
        .isInstanceOf(ScheduleNotFoundException.class);
    create(onDemand(false));
  }

  @Test
  void schedules_are_listed() throws Exception {
    create(
        Schedule.of(action(false), ScheduleSpec.every(HOUR))
            .withState(ScheduleState.defaults().withPaused(true).withNote("listed")),
        ScheduleOptions.defaults()
            .withMemo(Map.of("owner", "Ada"))
            .withSearchAttributes(SearchAttributes.empty().with(TEAM, id)));

    ScheduleListDescription listed = awaitListed("%s = '%s'".formatted(TEAM.name(), id));

    assertThat(listed.id()).isEqualTo(id);
    assertThat(listed.memo()).containsEntry("owner", "Ada");
    assertThat(listed.searchAttributes().get(TEAM)).isEqualTo(id);
    assertThat(listed.schedule())
        .isNotNull()
        .satisfies(
            schedule -> {
              assertThat(schedule.action())
                  .isEqualTo(new ScheduleListActionStartWorkflow("ScheduledWorkflow"));
              assertThat(schedule.state().paused()).isTrue();
              assertThat(schedule.state().note()).isEqualTo("listed");
              assertThat(schedule.spec().intervals())
                  .containsExactly(ScheduleIntervalSpec.every(HOUR));
            });
    assertThat(client.listSchedules().withPageSize(1))
        .extracting(ScheduleListDescription::id)
        .contains(id);
  }

  /// Servers may list a schedule a moment after it is there.
  private ScheduleListDescription awaitListed(String query) throws InterruptedException {
    while (true) {
      List<ScheduleListDescription> found = client.listSchedules(query).stream().toList();
      if (!found.isEmpty()) {
        return found.getFirst();
      }
      Thread.sleep(50);
    }
  }

  @Test
  void matching_times_know_when_the_clocks_change() {
    ScheduleHandle handle =
        create(
            Schedule.of(
                    action(false),
                    ScheduleSpec.calendar(
                            ScheduleCalendarSpec.daily().withHour(ScheduleRange.of(9)))
                        .withTimeZoneName("Europe/Berlin"))
                .withState(ScheduleState.defaults().withPaused(true)));

    assertThat(
            handle.matchingTimes(
                Instant.parse("2026-03-28T00:00:00Z"), Instant.parse("2026-03-30T00:00:00Z")))
        .containsExactly(
            Instant.parse("2026-03-28T08:00:00Z"), Instant.parse("2026-03-29T07:00:00Z"));
  }

  @Test
  void what_no_schedule_can_be_is_refused_and_not_created() {
    for (ScheduleSpec spec :
        List.of(
            ScheduleSpec.cron("61 * * * *"),
            ScheduleSpec.every(HOUR).withTimeZoneName("Mars/Olympus"),
            ScheduleSpec.calendar(ScheduleCalendarSpec.daily().withHour(ScheduleRange.of(24))))) {
      assertThatThrownBy(() -> client.createSchedule(id, Schedule.of(action(false), spec)))
          .isInstanceOfSatisfying(
              RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
    }
    assertThatThrownBy(() -> client.getScheduleHandle(id).describe())
        .isInstanceOf(ScheduleNotFoundException.class);
  }

  /// Adds one to each byte.
  private static final class Shifting implements PayloadCodec {
    @Override
    public List<Payload> encode(List<Payload> payloads) {
      return payloads.stream().map(payload -> shifted(payload, 1)).toList();
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
      return payloads.stream().map(payload -> shifted(payload, -1)).toList();
    }

    private static Payload shifted(Payload payload, int by) {
      byte[] data = payload.getData().toByteArray();
      for (int i = 0; i < data.length; i++) {
        data[i] += (byte) by;
      }
      return payload.toBuilder().setData(ByteString.copyFrom(data)).build();
    }
  }

  @Test
  void values_pass_through_the_codec_once_in_every_direction() throws Exception {
    var options =
        ClientOptions.defaults()
            .withDataConverter(DataConverter.defaults().withCodec(new Shifting()));
    try (var coding = client.with(options)) {
      made.add(
          coding.createSchedule(
              id,
              Schedule.of(action(false).withMemo(Map.of("size", 3)), ScheduleSpec.empty()),
              ScheduleOptions.defaults().withMemo(Map.of("owner", "Ada"))));
      ScheduleHandle handle = coding.getScheduleHandle(id);
      handle.update(
          input ->
              ScheduleUpdate.of(
                  input
                      .description()
                      .schedule()
                      .withState(ScheduleState.defaults().withPaused(true))));
      ScheduleDescription description = await(handle, d -> d.schedule().state().paused());

      var action = (ScheduleActionStartWorkflow) description.schedule().action();
      assertThat(action.arguments().get(0, Order.class)).isEqualTo(new Order("tea", false));
      assertThat(action.memo()).containsEntry("size", 3);
      assertThat(description.memo()).containsEntry("owner", "Ada");
      var stored = client.getScheduleHandle(id).describe().raw().getSchedule().getAction();
      assertThat(new Shifting().decode(stored.getStartWorkflow().getInput().getPayloadsList()))
          .isEqualTo(DataConverter.defaults().encodeAll(new Order("tea", false)).getPayloadsList());
    }
  }
}
