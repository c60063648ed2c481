package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Shapes.Item;
import com.acme.Shapes.OrderWorkflow;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
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
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributes;
import dev.perdure.converter.DataConverter;
import io.grpc.Status.Code;
import io.temporal.api.schedule.v1.Range;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.CreateScheduleResponse;
import io.temporal.api.workflowservice.v1.DeleteScheduleRequest;
import io.temporal.api.workflowservice.v1.DeleteScheduleResponse;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesRequest;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesResponse;
import io.temporal.api.workflowservice.v1.ListSchedulesRequest;
import io.temporal.api.workflowservice.v1.ListSchedulesResponse;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.PatchScheduleResponse;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a client sends about schedules, and what it makes of the answers.
final class SchedulesTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final ScheduleActionStartWorkflow ACTION =
      ScheduleActionStartWorkflow.of(OrderWorkflow::run, new Item("tea"), "tea", "orders");

  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ScheduleHandle handle() {
    return server.client().getScheduleHandle("daily-tea");
  }

  /// What a server says of a schedule after so many changes.
  private static DescribeScheduleResponse described(int changes, String note) {
    var response =
        DescribeScheduleResponse.newBuilder()
            .setConflictToken(ByteString.copyFromUtf8("token " + changes));
    var schedule = response.getScheduleBuilder();
    schedule.getStateBuilder().setNotes(note);
    schedule.getPoliciesBuilder().setKeepOriginalWorkflowId(true);
    schedule.getSpecBuilder().setTimezoneData(ByteString.copyFromUtf8("zone"));
    var start = schedule.getActionBuilder().getStartWorkflowBuilder();
    start.setWorkflowId("tea").getWorkflowTypeBuilder().setName("OrderWorkflow");
    start.setInput(DataConverter.defaults().encodeAll(new Item("tea")));
    start.getMemoBuilder().putFields("shop", DataConverter.defaults().encode("corner"));
    start.getVersioningOverrideBuilder().setAutoUpgrade(true);
    return response.build();
  }

  @Test
  void a_schedule_is_sent_with_all_that_it_says() {
    server.answer("CreateSchedule", CreateScheduleResponse.getDefaultInstance());
    var city = SearchAttributeKey.forKeyword("City");
    Schedule schedule =
        Schedule.of(
                ACTION
                    .withExecutionTimeout(Duration.ofHours(3))
                    .withRunTimeout(Duration.ofHours(2))
                    .withTaskTimeout(Duration.ofSeconds(7))
                    .withRetryPolicy(RetryPolicy.attempts(3))
                    .withMemo(Map.of("shop", "corner"))
                    .withSearchAttributes(SearchAttributes.empty().with(city, "Bath"))
                    .withStaticSummary("tea")
                    .withStaticDetails("with milk")
                    .withPriority(Priority.of(2)),
                ScheduleSpec.calendar(
                        ScheduleCalendarSpec.daily()
                            .withHour(ScheduleRange.of(16), ScheduleRange.of(8, 12, 2))
                            .withComment("tea time"))
                    .withIntervals(
                        ScheduleIntervalSpec.every(Duration.ofDays(1))
                            .withOffset(Duration.ofHours(5)))
                    .withCronExpressions("0 12 * * MON-FRI")
                    .withSkip(ScheduleCalendarSpec.daily().withMonth(ScheduleRange.of(12)))
                    .withStartAt(NOON)
                    .withEndAt(NOON.plusSeconds(60))
                    .withJitter(Duration.ofSeconds(10))
                    .withTimeZoneName("Europe/London"))
            .withPolicy(
                SchedulePolicy.defaults()
                    .withOverlap(ScheduleOverlapPolicy.BUFFER_ONE)
                    .withPauseOnFailure(true))
            .withState(ScheduleState.defaults().withNote("new").withRemainingActions(5));

    ScheduleHandle handle =
        server
            .client()
            .createSchedule(
                "daily-tea",
                schedule,
                ScheduleOptions.defaults()
                    .withTriggerImmediately(true)
                    .withBackfill(
                        ScheduleBackfill.of(NOON.minusSeconds(60), NOON)
                            .withOverlap(ScheduleOverlapPolicy.ALLOW_ALL))
                    .withMemo(Map.of("owner", "Ada"))
                    .withSearchAttributes(SearchAttributes.empty().with(city, "York")));

    assertThat(handle.id()).isEqualTo("daily-tea");
    CreateScheduleRequest sent = server.request(CreateScheduleRequest.class);
    assertThat(sent.getScheduleId()).isEqualTo("daily-tea");
    assertThat(sent.getIdentity()).isEqualTo("tester");
    assertThat(sent.getRequestId()).isNotEmpty();
    assertThat(sent.getMemo().getFieldsMap())
        .containsEntry("owner", DataConverter.defaults().encode("Ada"));
    assertThat(sent.getSearchAttributes().getIndexedFieldsMap()).containsOnlyKeys("City");
    assertThat(sent.getInitialPatch().toString())
        .isEqualTo(
            """
            trigger_immediately {
              overlap_policy: SCHEDULE_OVERLAP_POLICY_BUFFER_ONE
            }
            backfill_request {
              start_time {
                seconds: 1795953540
              }
              end_time {
                seconds: 1795953600
              }
              overlap_policy: SCHEDULE_OVERLAP_POLICY_ALLOW_ALL
            }
            """);
    var spec = sent.getSchedule().getSpec();
    assertThat(spec.getStructuredCalendar(0).getHourList())
        .containsExactly(range(16, 16, 1), range(8, 12, 2));
    assertThat(spec.getStructuredCalendar(0).getDayOfMonthList()).containsExactly(range(1, 31, 1));
    assertThat(spec.getStructuredCalendar(0).getComment()).isEqualTo("tea time");
    assertThat(spec.getInterval(0).getInterval()).isEqualTo(Durations.fromDays(1));
    assertThat(spec.getInterval(0).getPhase()).isEqualTo(Durations.fromHours(5));
    assertThat(spec.getCronStringList()).containsExactly("0 12 * * MON-FRI");
    assertThat(spec.getExcludeStructuredCalendar(0).getMonthList())
        .containsExactly(range(12, 12, 1));
    assertThat(spec.getStartTime()).isEqualTo(Timestamps.fromMillis(NOON.toEpochMilli()));
    assertThat(spec.getJitter()).isEqualTo(Durations.fromSeconds(10));
    assertThat(spec.getTimezoneName()).isEqualTo("Europe/London");
    assertThat(sent.getSchedule().getPolicies().toString())
        .isEqualTo(
            """
            overlap_policy: SCHEDULE_OVERLAP_POLICY_BUFFER_ONE
            catchup_window {
              seconds: 31536000
            }
            pause_on_failure: true
            """);
    assertThat(sent.getSchedule().getState().toString())
        .isEqualTo("notes: \"new\"\nlimited_actions: true\nremaining_actions: 5\n");
    assertIsTheStart(sent.getSchedule().getAction().getStartWorkflow());
  }

  private static Range range(int start, int end, int step) {
    return Range.newBuilder().setStart(start).setEnd(end).setStep(step).build();
  }

  private static void assertIsTheStart(NewWorkflowExecutionInfo start) {
    assertThat(start.getWorkflowType().getName()).isEqualTo("OrderWorkflow");
    assertThat(start.getWorkflowId()).isEqualTo("tea");
    assertThat(start.getTaskQueue().getName()).isEqualTo("orders");
    assertThat(start.getInput()).isEqualTo(DataConverter.defaults().encodeAll(new Item("tea")));
    assertThat(start.getWorkflowExecutionTimeout()).isEqualTo(Durations.fromHours(3));
    assertThat(start.getWorkflowRunTimeout()).isEqualTo(Durations.fromHours(2));
    assertThat(start.getWorkflowTaskTimeout()).isEqualTo(Durations.fromSeconds(7));
    assertThat(start.getRetryPolicy().getMaximumAttempts()).isEqualTo(3);
    assertThat(start.getMemo().getFieldsMap()).containsOnlyKeys("shop");
    assertThat(start.getSearchAttributes().getIndexedFieldsMap()).containsOnlyKeys("City");
    assertThat(start.getUserMetadata().getSummary())
        .isEqualTo(DataConverter.defaults().encode("tea"));
    assertThat(start.getUserMetadata().getDetails())
        .isEqualTo(DataConverter.defaults().encode("with milk"));
    assertThat(start.getPriority().getPriorityKey()).isEqualTo(2);
  }

  @Test
  void what_is_not_said_is_as_in_other_sdks() {
    server.answer("CreateSchedule", CreateScheduleResponse.getDefaultInstance());

    server
        .client()
        .createSchedule(
            "plain",
            Schedule.of(
                ScheduleActionStartWorkflow.of("Elsewhere", "there", "queue", 1, null),
                ScheduleSpec.every(Duration.ofMinutes(5))));

    CreateScheduleRequest sent = server.request(CreateScheduleRequest.class);
    assertThat(sent.hasInitialPatch()).isFalse();
    assertThat(sent.hasMemo()).isFalse();
    assertThat(sent.hasSearchAttributes()).isFalse();
    assertThat(sent.getSchedule().toBuilder().clearAction().build().toString())
        .isEqualTo(
            """
            spec {
              interval {
                interval {
                  seconds: 300
                }
              }
            }
            policies {
              overlap_policy: SCHEDULE_OVERLAP_POLICY_SKIP
              catchup_window {
                seconds: 31536000
              }
            }
            state {
            }
            """);
    assertThat(sent.getSchedule().getAction().getStartWorkflow().getInput())
        .isEqualTo(DataConverter.defaults().encodeAll(1, null));
  }

  @Test
  void an_id_that_is_taken_is_an_error_of_its_own() {
    server.fail("CreateSchedule", Code.ALREADY_EXISTS, "schedule is there");

    assertThatThrownBy(
            () ->
                server
                    .client()
                    .createSchedule("daily-tea", Schedule.of(ACTION, ScheduleSpec.empty())))
        .isInstanceOfSatisfying(
            ScheduleAlreadyRunningException.class,
            e -> assertThat(e.scheduleId()).isEqualTo("daily-tea"))
        .hasMessageContaining("getScheduleHandle");
  }

  @Test
  void what_cannot_be_is_refused_before_it_is_sent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScheduleRange.of(5, 3))
        .withMessage("There is no range from 5 to 3 in steps of 1.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScheduleSpec.every(Duration.ofMillis(999)))
        .withMessage("A schedule's interval must be at least a second, not PT0.999S.");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ScheduleIntervalSpec.every(Duration.ofSeconds(5)).withOffset(Duration.ofSeconds(5)))
        .withMessageContaining("from zero to less than the interval");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScheduleSpec.every(Duration.ofMillis(1500)))
        .withMessage("A schedule's interval must be of whole seconds, not PT1.5S.");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ScheduleIntervalSpec.every(Duration.ofSeconds(5)).withOffset(Duration.ofMillis(1)))
        .withMessage("A schedule's offset must be of whole seconds, not PT0.001S.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScheduleCalendarSpec.daily().withDayOfWeek())
        .withMessage("A calendar needs at least one day of the week: without any it has no times.");
    assertThat(ScheduleCalendarSpec.daily().withYear().year()).as("all of them").isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScheduleBackfill.of(NOON, NOON.minusSeconds(1)))
        .withMessageContaining("which is before");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScheduleState.defaults().withRemainingActions(0))
        .withMessageContaining("Pause it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handle().backfill())
        .withMessageContaining("at least one time");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScheduleActionStartWorkflow.of("Type", "id", ""))
        .withMessageContaining("none of them may be empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScheduleActionStartWorkflow.of(Shapes.Payments::ping, "id", "queue"))
        .withMessageContaining("@Workflow.Run");
  }

  @Test
  void a_description_has_what_the_server_says() throws Exception {
    var response = described(1, "a note").toBuilder();
    response.getMemoBuilder().putFields("owner", DataConverter.defaults().encode("Ada"));
    response
        .getInfoBuilder()
        .setActionCount(7)
        .setMissedCatchupWindow(1)
        .setOverlapSkipped(2)
        .setCreateTime(Timestamps.fromSeconds(100))
        .addFutureActionTimes(Timestamps.fromSeconds(300));
    response.getInfoBuilder().addRunningWorkflowsBuilder().setWorkflowId("tea-1").setRunId("run");
    response
        .getInfoBuilder()
        .addRecentActionsBuilder()
        .setScheduleTime(Timestamps.fromSeconds(200))
        .setActualTime(Timestamps.fromSeconds(201))
        .getStartWorkflowResultBuilder()
        .setWorkflowId("tea-1")
        .setRunId("run");
    server.answer("DescribeSchedule", response.build());

    ScheduleDescription description = handle().describe();

    assertThat(server.request(DescribeScheduleRequest.class).getScheduleId())
        .isEqualTo("daily-tea");
    assertThat(description.id()).isEqualTo("daily-tea");
    assertThat(description.memo()).isEqualTo(Map.of("owner", "Ada"));
    assertThat(description.getClass().getMethod("memo").invoke(description))
        .isEqualTo(description.memo());
    assertThat(description.memoValue("owner", String.class)).isEqualTo("Ada");
    assertThat(description.schedule().state().note()).isEqualTo("a note");
    var action = (ScheduleActionStartWorkflow) description.schedule().action();
    assertThat(action.workflowType()).isEqualTo("OrderWorkflow");
    assertThat(action.arguments().get(0, Item.class)).isEqualTo(new Item("tea"));
    assertThat(action.memo()).isEqualTo(Map.of("shop", "corner"));
    assertThat(action.memoValue("shop", String.class)).isEqualTo("corner");
    assertThat(action.staticSummary()).isNull();
    var info = description.info();
    assertThat(info.numActions()).isEqualTo(7);
    assertThat(info.numActionsMissedCatchupWindow()).isEqualTo(1);
    assertThat(info.numActionsSkippedOverlap()).isEqualTo(2);
    var execution = new ScheduleActionExecutionStartWorkflow("tea-1", "run");
    assertThat(info.runningActions()).containsExactly(execution);
    assertThat(info.recentActions())
        .containsExactly(
            new ScheduleActionResult(
                Instant.ofEpochSecond(200), Instant.ofEpochSecond(201), execution));
    assertThat(info.nextActionTimes()).containsExactly(Instant.ofEpochSecond(300));
    assertThat(info.createdAt()).isEqualTo(Instant.ofEpochSecond(100));
    assertThat(info.lastUpdatedAt()).isNull();
  }

  @Test
  void an_update_changes_what_its_function_says_and_keeps_the_rest() {
    server.answer("DescribeSchedule", described(1, "before"));
    server.answer("UpdateSchedule", UpdateScheduleResponse.getDefaultInstance());

    handle()
        .update(
            input -> {
              Schedule schedule = input.description().schedule();
              return ScheduleUpdate.of(
                  schedule.withState(schedule.state().withNote("after").withPaused(true)));
            });

    UpdateScheduleRequest sent = server.request(UpdateScheduleRequest.class);
    var expected = described(1, "before").getSchedule().toBuilder();
    expected.getStateBuilder().setNotes("after").setPaused(true);
    assertThat(sent.getSchedule()).isEqualTo(expected.build());
    assertThat(sent.getConflictToken().toStringUtf8()).isEqualTo("token 1");
    assertThat(sent.hasSearchAttributes()).isFalse();
  }

  @Test
  void an_update_that_somebody_got_ahead_of_is_made_again_of_what_is_there_now() {
    server.answer("DescribeSchedule", described(1, "0"), described(2, "5"));
    server.fail("UpdateSchedule", Code.FAILED_PRECONDITION, "mismatched conflict token");
    server.answer("UpdateSchedule", UpdateScheduleResponse.getDefaultInstance());

    handle()
        .update(
            input -> {
              Schedule schedule = input.description().schedule();
              int count = Integer.parseInt(String.valueOf(schedule.state().note()));
              return ScheduleUpdate.of(
                      schedule.withState(ScheduleState.defaults().withNote("" + (count + 1))))
                  .withSearchAttributes(SearchAttributes.empty());
            });

    UpdateScheduleRequest sent = server.requests(UpdateScheduleRequest.class).getLast();
    assertThat(sent.getSchedule().getState().getNotes()).isEqualTo("6");
    assertThat(sent.getConflictToken().toStringUtf8()).isEqualTo("token 2");
    assertThat(sent.hasSearchAttributes()).isTrue();
  }

  @Test
  void an_update_that_never_gets_through_ends_with_the_servers_words() {
    var calls = new AtomicInteger();
    for (int i = 0; i < 30; i++) {
      server.answer("DescribeSchedule", described(i, ""));
      server.fail("UpdateSchedule", Code.FAILED_PRECONDITION, "mismatched conflict token");
    }

    assertThatThrownBy(
            () ->
                handle()
                    .update(
                        input -> {
                          calls.incrementAndGet();
                          return ScheduleUpdate.of(input.description().schedule());
                        }))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("mismatched conflict token");
    assertThat(calls).hasValue(20);
  }

  @Test
  void nothing_is_changed_when_the_function_returns_nothing_or_throws() {
    server.answer("DescribeSchedule", described(1, ""), described(1, ""));

    handle().update(_ -> null);
    assertThatThrownBy(
            () ->
                handle()
                    .update(
                        _ -> {
                          throw new IllegalStateException("no");
                        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(server.requests(UpdateScheduleRequest.class)).isEmpty();
  }

  @Test
  void pauses_triggers_and_backfills_are_patches() {
    for (int i = 0; i < 6; i++) {
      server.answer("PatchSchedule", PatchScheduleResponse.getDefaultInstance());
    }

    handle().pause("holiday");
    handle().pause();
    handle().unpause("back");
    handle().trigger();
    handle().trigger(ScheduleOverlapPolicy.TERMINATE_OTHER);
    handle().backfill(ScheduleBackfill.of(NOON, NOON.plusSeconds(60)));

    List<SchedulePatch> patches =
        server.requests(PatchScheduleRequest.class).stream()
            .map(PatchScheduleRequest::getPatch)
            .toList();
    assertThat(patches.get(0).getPause()).isEqualTo("holiday");
    assertThat(patches.get(1).getPause()).isNotEmpty();
    assertThat(patches.get(2).getUnpause()).isEqualTo("back");
    assertThat(patches.get(3).hasTriggerImmediately()).isTrue();
    assertThat(patches.get(3).getTriggerImmediately().getOverlapPolicyValue()).isZero();
    assertThat(patches.get(4).getTriggerImmediately().getOverlapPolicy().name())
        .isEqualTo("SCHEDULE_OVERLAP_POLICY_TERMINATE_OTHER");
    assertThat(patches.get(5).getBackfillRequest(0).getStartTime())
        .isEqualTo(Timestamps.fromMillis(NOON.toEpochMilli()));
    assertThat(server.requests(PatchScheduleRequest.class))
        .extracting(PatchScheduleRequest::getRequestId)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_schedule_can_be_deleted_and_asked_for_its_times() {
    server.answer("DeleteSchedule", DeleteScheduleResponse.getDefaultInstance());
    server.answer(
        "ListScheduleMatchingTimes",
        ListScheduleMatchingTimesResponse.newBuilder()
            .addStartTime(Timestamps.fromMillis(NOON.toEpochMilli()))
            .build());

    assertThat(handle().matchingTimes(NOON, NOON.plusSeconds(5))).containsExactly(NOON);
    handle().delete();

    assertThat(server.request(ListScheduleMatchingTimesRequest.class).getEndTime())
        .isEqualTo(Timestamps.fromMillis(NOON.toEpochMilli() + 5000));
    assertThat(server.request(DeleteScheduleRequest.class).getScheduleId()).isEqualTo("daily-tea");
  }

  @Test
  void a_schedule_that_is_not_there_is_an_error_of_its_own() {
    for (String method : List.of("DescribeSchedule", "PatchSchedule", "DeleteSchedule")) {
      server.fail(method, Code.NOT_FOUND, "no such schedule");
    }

    assertThatThrownBy(() -> handle().describe())
        .isInstanceOfSatisfying(
            ScheduleNotFoundException.class, e -> assertThat(e.scheduleId()).isEqualTo("daily-tea"))
        .hasMessage("Schedule daily-tea in namespace default: no such schedule");
    assertThatThrownBy(() -> handle().trigger()).isInstanceOf(ScheduleNotFoundException.class);
    assertThatThrownBy(() -> handle().delete()).isInstanceOf(ScheduleNotFoundException.class);
  }

  @Test
  void a_list_is_read_a_page_at_a_time() {
    server.answer("ListSchedules", page("a", "one", "two"), page("", "three"));

    assertThat(server.client().listSchedules("Color = 'red'").withPageSize(2))
        .extracting(ScheduleListDescription::id)
        .containsExactly("one", "two", "three");

    assertThat(server.requests(ListSchedulesRequest.class))
        .extracting(
            r -> r.getQuery() + " " + r.getMaximumPageSize() + r.getNextPageToken().toStringUtf8())
        .containsExactly("Color = 'red' 2", "Color = 'red' 2a");
  }

  private static ListSchedulesResponse page(String nextToken, String... ids) {
    var page =
        ListSchedulesResponse.newBuilder().setNextPageToken(ByteString.copyFromUtf8(nextToken));
    for (String id : ids) {
      page.addSchedulesBuilder().setScheduleId(id);
    }
    return page.build();
  }

  @Test
  void a_listed_schedule_says_what_it_does() {
    var entry = ListSchedulesResponse.newBuilder();
    var info = entry.addSchedulesBuilder().setScheduleId("one").getInfoBuilder();
    info.setNotes("a note").setPaused(true).getWorkflowTypeBuilder().setName("OrderWorkflow");
    info.addFutureActionTimes(Timestamps.fromSeconds(5));
    server.answer("ListSchedules", entry.build(), page("", "bare"));

    ScheduleListDescription listed = server.client().listSchedules().iterator().next();
    ScheduleListDescription bare = server.client().listSchedules().iterator().next();

    assertThat(listed.schedule())
        .isNotNull()
        .satisfies(
            schedule -> {
              assertThat(schedule.action())
                  .isEqualTo(new ScheduleListActionStartWorkflow("OrderWorkflow"));
              assertThat(schedule.state().note()).isEqualTo("a note");
              assertThat(schedule.state().paused()).isTrue();
            });
    assertThat(listed.info())
        .isNotNull()
        .satisfies(i -> assertThat(i.nextActionTimes()).containsExactly(Instant.ofEpochSecond(5)));
    assertThat(bare.schedule()).isNull();
    assertThat(bare.info()).isNull();
  }

  @Test
  void specs_are_values_that_can_be_read() {
    ScheduleCalendarSpec calendar =
        ScheduleCalendarSpec.daily()
            .withSecond(ScheduleRange.of(1))
            .withMinute(ScheduleRange.of(0, 59, 15))
            .withYear(ScheduleRange.of(2026, 2030))
            .withDayOfWeek(ScheduleRange.of(1, 5));
    ScheduleSpec spec = ScheduleSpec.calendar(calendar).withTimeZoneName("Asia/Tokyo");

    assertThat(spec.calendars()).containsExactly(calendar);
    assertThat(spec)
        .isEqualTo(ScheduleSpec.calendar(calendar).withTimeZoneName("Asia/Tokyo"))
        .isNotEqualTo(ScheduleSpec.calendar(calendar))
        .hasSameHashCodeAs(ScheduleSpec.calendar(calendar).withTimeZoneName("Asia/Tokyo"));
    assertThat(calendar.minute()).containsExactly(ScheduleRange.of(0, 59, 15));
    assertThat(calendar.month()).containsExactly(ScheduleRange.of(1, 12));
    assertThat(calendar.comment()).isNull();
    assertThat(calendar)
        .hasToString(
            "second [1], minute [0-59/15], hour [0], day of month [1-31], month [1-12], year"
                + " [2026-2030], day of week [1-5]");
    assertThat(spec.startAt()).isNull();
    assertThat(spec.withEndAt(NOON).withEndAt(null)).isEqualTo(spec);
    assertThat(ScheduleSpec.cron("@hourly").cronExpressions()).containsExactly("@hourly");
    assertThat(SchedulePolicy.defaults().overlap()).isEqualTo(ScheduleOverlapPolicy.SKIP);
    assertThat(SchedulePolicy.defaults().catchupWindow()).isEqualTo(Duration.ofDays(365));
    assertThat(ScheduleState.defaults().withRemainingActions(3).withUnlimitedActions())
        .isEqualTo(ScheduleState.defaults());
  }
}
