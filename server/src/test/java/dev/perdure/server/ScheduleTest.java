package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.operatorservice.v1.DeleteNamespaceRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.schedule.v1.CalendarSpec;
import io.temporal.api.schedule.v1.ScheduleListEntry;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.TriggerImmediatelyRequest;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesRequest;
import io.temporal.api.workflowservice.v1.ListSchedulesRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Schedules by call, on a server with a file.
@Timeout(60)
class ScheduleTest {
  private static final long YEAR = Duration.ofDays(365).toSeconds();

  @TempDir private Path directory;
  private PerdureServer server;
  private RawClient client;
  private RawSchedules schedules;

  @BeforeEach
  void start() {
    start(ServerOptions.defaults());
  }

  private void start(ServerOptions options) {
    server = PerdureServer.open(directory.resolve("test.db"), options);
    client = new RawClient(server.channel());
    schedules = new RawSchedules(server.channel());
  }

  private void restart() {
    server.close();
    start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static SchedulePatch.Builder trigger(ScheduleOverlapPolicy overlap) {
    return SchedulePatch.newBuilder()
        .setTriggerImmediately(TriggerImmediatelyRequest.newBuilder().setOverlapPolicy(overlap));
  }

  @Test
  void an_interval_starts_one_workflow_after_the_other() throws InterruptedException {
    assertThat(schedules.create(RawSchedules.every("s", 1)).toByteArray())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 1);

    var first = client.pollWorkflowTask();
    client.complete(first.getTaskToken(), completeWorkflow("one"));
    var second = client.pollWorkflowTask();

    var started = second.getHistory().getEvents(0).getWorkflowExecutionStartedEventAttributes();
    assertThat(started.getLastCompletionResult()).isEqualTo(payloads("one"));
    assertThat(started.getWorkflowId()).startsWith("s-run-20").endsWith("Z");
    var described = schedules.await("s", s -> s.getInfo().getRunningWorkflowsCount() == 1);
    assertThat(described.getInfo().getActionCount()).isEqualTo(2);
    assertThat(described.getInfo().getRecentActions(0).getStartWorkflowStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    assertThat(described.getInfo().getRunningWorkflows(0)).isEqualTo(second.getWorkflowExecution());
  }

  @Test
  void a_restart_goes_on_with_what_was_running_and_waiting() throws InterruptedException {
    schedules.create(RawSchedules.every("s", YEAR));
    schedules.patch("s", trigger(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL));
    schedules.await("s", s -> s.getInfo().getRunningWorkflowsCount() == 1);
    // Its id has the second, which must not be the same again.
    Thread.sleep(1_100);
    schedules.patch("s", trigger(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL));
    var before = schedules.describe("s");
    assertThat(before.getInfo().getBufferSize()).isEqualTo(1);

    restart();
    assertThat(schedules.describe("s")).isEqualTo(before);
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("one"));
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("two"));

    var after = schedules.await("s", s -> s.getInfo().getRunningWorkflowsCount() == 0);
    assertThat(after.getInfo().getActionCount()).isEqualTo(2);
    restart();
    assertThat(schedules.describe("s")).isEqualTo(after);
  }

  @Test
  void times_that_came_while_the_server_was_away_are_made_up_for() {
    schedules.create(RawSchedules.every("s", 2));
    schedules.create(RawSchedules.every("far", YEAR));
    server.close();
    start();

    var task = client.pollWorkflowTask();
    assertThat(task.getWorkflowExecution().getWorkflowId()).startsWith("s-run-");
  }

  @Test
  void thousands_that_sleep_are_not_in_memory_and_list_in_pages() {
    server.close();
    start(ServerOptions.defaults().withCache(16, 64 << 10));
    for (int i = 0; i < 1_200; i++) {
      schedules.create(RawSchedules.every("s%04d".formatted(i), YEAR));
    }

    assertThat(schedules.count("")).isEqualTo(1_200);
    assertThat(schedules.list("", 0))
        .extracting(entry -> entry.getScheduleId())
        .isEqualTo(IntStream.range(0, 1_200).mapToObj("s%04d"::formatted).toList());
    assertThat(schedules.ids("ScheduleId STARTS_WITH 's001'")).hasSize(10);
    assertThat(schedules.count("ScheduleId STARTS_WITH 's01' OR ScheduleId = 's0001'"))
        .isEqualTo(101);
    restart();
    assertThat(schedules.describe("s0700").getInfo().getFutureActionTimesCount()).isEqualTo(10);
  }

  @Test
  void a_list_shows_what_was_just_decided() {
    schedules.create(RawSchedules.every("a", YEAR));
    schedules.create(RawSchedules.every("b", YEAR));
    schedules.patch("b", SchedulePatch.newBuilder().setPause("holidays"));
    var entries = schedules.list("", 1);

    assertThat(entries).extracting(entry -> entry.getScheduleId()).containsExactly("a", "b");
    var info = entries.getLast().getInfo();
    assertThat(info.getPaused()).isTrue();
    assertThat(info.getNotes()).isEqualTo("holidays");
    assertThat(info.getWorkflowType().getName()).isEqualTo("Test");
    assertThat(info.getFutureActionTimesCount()).isEqualTo(5);
    schedules.delete("a");
    assertThat(schedules.ids("")).containsExactly("b");
    assertThat(schedules.count("")).isEqualTo(1);
  }

  @Test
  void schedules_are_found_by_their_search_attributes() {
    server.close();
    start(
        ServerOptions.defaults()
            .withSearchAttributes(
                Map.of("Team", "Keyword", "Rank", "Int", "Tags", "KeywordList", "Text", "Text")));
    schedules.create(with("a", "\"red\"", "1", "[\"x\",\"y\"]", "\"nightly report\""));
    schedules.create(with("b", "\"blue\"", "2", "[\"y\"]", "\"cleaning up\""));
    schedules.create(RawSchedules.every("c", YEAR));
    schedules.patch("b", SchedulePatch.newBuilder().setPause("no"));

    assertThat(schedules.ids("Team = 'red'")).containsExactly("a");
    assertThat(schedules.ids("Team != 'red'")).containsExactly("b");
    assertThat(schedules.ids("Team IN ('red', 'blue') AND Rank > 1")).containsExactly("b");
    assertThat(schedules.ids("Rank BETWEEN 1 AND 2")).containsExactly("a", "b");
    assertThat(schedules.ids("Tags = 'y'")).containsExactly("a", "b");
    assertThat(schedules.ids("Tags IN ('x', 'z')")).containsExactly("a");
    assertThat(schedules.ids("Text = 'report'")).containsExactly("a");
    assertThat(schedules.ids("Team IS NULL")).containsExactly("c");
    assertThat(schedules.ids("TemporalSchedulePaused = true")).containsExactly("b");
    assertThat(schedules.ids("TemporalSchedulePaused = false AND NOT Rank = 1")).isEmpty();
    assertThat(schedules.count("Rank >= 1 OR ScheduleId = 'c'")).isEqualTo(3);
    assertThat(
            schedules
                .describe("a")
                .getSearchAttributes()
                .getIndexedFieldsOrThrow("Rank")
                .getMetadataOrThrow("type")
                .toStringUtf8())
        .isEqualTo("Int");
  }

  private static CreateScheduleRequest.Builder with(
      String id, String team, String rank, String tags, String text) {
    return RawSchedules.every(id, YEAR)
        .setSearchAttributes(
            SearchAttributes.newBuilder()
                .putIndexedFields("Team", json(team))
                .putIndexedFields("Rank", json(rank))
                .putIndexedFields("Tags", json(tags))
                .putIndexedFields("Text", json(text)));
  }

  private static Payload json(String value) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(value))
        .build();
  }

  @Test
  void matching_times_are_found() {
    schedules.create(RawSchedules.every("s", 3600));

    var times =
        schedules
            .stub()
            .listScheduleMatchingTimes(
                ListScheduleMatchingTimesRequest.newBuilder()
                    .setNamespace("default")
                    .setScheduleId("s")
                    .setStartTime(Times.timestamp(Instant.parse("2030-01-01T00:00:00Z")))
                    .setEndTime(Times.timestamp(Instant.parse("2030-01-01T03:00:00Z")))
                    .build())
            .getStartTimeList();

    assertThat(times)
        .extracting(time -> Times.instant(time).toString())
        .containsExactly("2030-01-01T01:00:00Z", "2030-01-01T02:00:00Z", "2030-01-01T03:00:00Z");
  }

  @Test
  void a_list_of_large_schedules_comes_in_parts() {
    var large = Payload.newBuilder().setData(ByteString.copyFrom(new byte[1_500_000]));
    for (var id : List.of("a", "b", "c", "d")) {
      var create = RawSchedules.every(id, YEAR);
      create
          .getScheduleBuilder()
          .getActionBuilder()
          .getStartWorkflowBuilder()
          .getInputBuilder()
          .addPayloads(large);
      schedules.create(create);
    }

    var first =
        schedules
            .stub()
            .listSchedules(ListSchedulesRequest.newBuilder().setNamespace("default").build());
    assertThat(first.getSchedulesList())
        .extracting(ScheduleListEntry::getScheduleId)
        .containsExactly("a", "b", "c");
    assertThat(schedules.list("", 1_000))
        .extracting(ScheduleListEntry::getScheduleId)
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  @SuppressWarnings("deprecation") // Exclusions in words are shorter.
  void matching_times_that_take_too_long_to_find_are_given_up() {
    var schedule = RawSchedules.every("s", 1);
    var spec = schedule.getScheduleBuilder().getSpecBuilder();
    Stream.of("0-29", "30-59")
        .map(half -> CalendarSpec.newBuilder().setSecond(half).setMinute("*").setHour("*"))
        .forEach(spec::addExcludeCalendar);
    schedules.create(schedule);
    var matching =
        ListScheduleMatchingTimesRequest.newBuilder()
            .setNamespace("default")
            .setScheduleId("s")
            .setStartTime(Times.timestamp(Instant.parse("2030-01-01T00:00:00Z")))
            .setEndTime(Times.timestamp(Instant.parse("2090-01-01T00:00:00Z")))
            .build();

    assertThat(schedules.describe("s").getInfo().getFutureActionTimesCount()).isZero();
    assertThat(schedules.ids("")).containsExactly("s");
    assertThatThrownBy(() -> schedules.stub().listScheduleMatchingTimes(matching))
        .hasMessage("DEADLINE_EXCEEDED: The query took longer than two seconds; ask for less.");
  }

  @Test
  void a_deleted_schedule_is_gone_also_after_a_restart() {
    schedules.create(RawSchedules.every("s", YEAR));
    schedules.delete("s");
    assertThatThrownBy(() -> schedules.describe("s"))
        .hasMessage("NOT_FOUND: workflow not found for ID: temporal-sys-scheduler:s");

    restart();
    assertThatThrownBy(() -> schedules.describe("s")).hasMessageStartingWith("NOT_FOUND");
    schedules.create(RawSchedules.every("s", YEAR));
    assertThat(schedules.describe("s").getInfo().getActionCount()).isZero();
  }

  @Test
  void a_schedule_goes_with_its_namespace() throws InterruptedException {
    var _ =
        schedules
            .stub()
            .registerNamespace(
                RegisterNamespaceRequest.newBuilder()
                    .setNamespace("gone")
                    .setWorkflowExecutionRetentionPeriod(RawClient.seconds(86_400))
                    .build());
    schedules.create(RawSchedules.every("s", 1).setNamespace("gone"));
    schedules.create(RawSchedules.every("s", YEAR));
    var _ =
        OperatorServiceGrpc.newBlockingStub(server.channel())
            .deleteNamespace(DeleteNamespaceRequest.newBuilder().setNamespace("gone").build());

    assertThat(schedules.ids("")).containsExactly("s");
    restart();
    assertThat(schedules.ids("")).containsExactly("s");
  }

  @Test
  void a_server_that_skips_time_comes_to_a_far_time_at_once() {
    server.close();
    start(ServerOptions.defaults().withTimeSkipping(TimeSkippingMode.UNLOCKED));
    var policies = RawSchedules.every("s", YEAR);
    policies.getScheduleBuilder().getStateBuilder().setLimitedActions(true).setRemainingActions(2);
    schedules.create(policies);

    for (int i = 0; i < 2; i++) {
      client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
    }
  }
}
