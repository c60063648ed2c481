package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.scheduleActivity;
import static dev.perdure.server.RawClient.seconds;
import static dev.perdure.server.RawClient.startTimer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.perdure.engine.state.Times;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A server whose time skips what nobody would do anything in.
@Timeout(60)
class TimeSkippingTest {
  private static final Duration YEAR = Duration.ofDays(365);

  @TempDir private Path directory;
  private PerdureServer server;
  private ManagedChannel channel;
  private RawClient client;
  private TimeClient time;

  @BeforeEach
  void start() {
    start(TimeSkippingMode.UNLOCKED, options -> options);
  }

  private void start(TimeSkippingMode mode, UnaryOperator<ServerOptions> change) {
    server =
        PerdureServer.open(
            directory.resolve("test.db"),
            change.apply(ServerOptions.defaults().withTimeSkipping(mode).withPort(0)));
    channel = NettyChannelBuilder.forAddress(server.address().orElseThrow()).usePlaintext().build();
    client = new RawClient(channel);
    time = new TimeClient(channel);
  }

  private void restart(TimeSkippingMode mode) {
    restart(mode, options -> options);
  }

  private void restart(TimeSkippingMode mode, UnaryOperator<ServerOptions> change) {
    stop();
    start(mode, change);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void a_workflow_that_sleeps_for_ten_years_ends_at_once() {
    client.start("w");
    client.complete(
        client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(YEAR.multipliedBy(10))));

    complete(client.pollWorkflowTask());

    assertThat(
            timeBetween("w", EventType.EVENT_TYPE_TIMER_STARTED, EventType.EVENT_TYPE_TIMER_FIRED))
        .isBetween(YEAR.multipliedBy(10), YEAR.multipliedBy(10).plusMinutes(1));
    assertThat(skipped()).isGreaterThan(YEAR.multipliedBy(10).minusMinutes(1));
  }

  @Test
  void time_does_not_skip_while_it_is_locked() {
    restart(TimeSkippingMode.LOCKED);
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(YEAR)));

    time.sleep(millis(200));
    assertThat(skipped()).isLessThan(Duration.ofMinutes(1));

    time.unlock();
    complete(client.pollWorkflowTask());
    assertThat(skipped()).isGreaterThan(YEAR.minusMinutes(1));
  }

  @Test
  void locks_are_counted() {
    time.lock();
    time.lock();
    time.unlock();
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(YEAR)));
    time.sleep(millis(200));
    assertThat(skipped()).isLessThan(Duration.ofMinutes(1));

    time.unlock();
    complete(client.pollWorkflowTask());

    assertThat(skipped()).isGreaterThan(YEAR.minusMinutes(1));
  }

  @Test
  void an_unlock_without_a_lock_is_refused() {
    assertThat(refusal(time::unlock)).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(refusal(() -> time.unlockWithSleep(seconds(1))))
        .isEqualTo(Status.Code.FAILED_PRECONDITION);
  }

  @Test
  void an_activity_that_a_worker_has_holds_time() {
    client.start("w");
    client.complete(
        client.pollWorkflowTask().getTaskToken(),
        startTimer("t", proto(YEAR)),
        scheduleActivity("a"));
    var activity = client.pollActivityTask();

    assertThat(timeHolds()).isTrue();

    client.completeActivity(activity.getTaskToken(), "done");
    client.complete(client.pollWorkflowTask().getTaskToken());
    complete(client.pollWorkflowTask());
    assertThat(skipped()).isGreaterThan(YEAR.minusMinutes(1));
  }

  @Test
  void an_activity_that_waits_for_a_worker_holds_time() {
    client.start("w");
    client.complete(
        client.pollWorkflowTask().getTaskToken(),
        startTimer("t", proto(YEAR)),
        scheduleActivity("a"));

    assertThat(timeHolds()).isTrue();
  }

  @Test
  void a_workflow_task_holds_time_until_it_is_completed() {
    client.start("sleeper");
    var first = client.pollWorkflowTask();
    client.start("busy");
    var second = client.pollWorkflowTask();

    client.complete(first.getTaskToken(), startTimer("t", proto(YEAR)));
    assertThat(timeHolds()).isTrue();

    complete(second);
    complete(client.pollWorkflowTask());
    assertThat(skipped()).isGreaterThan(YEAR.minusMinutes(1));
  }

  @Test
  void the_pauses_between_attempts_are_skipped() {
    client.start("w");
    client.complete(
        client.pollWorkflowTask().getTaskToken(), withRetry(scheduleActivity("a"), YEAR));
    fail(client.pollActivityTask().getTaskToken());

    var again = client.pollActivityTask();

    assertThat(again.getAttempt()).isEqualTo(2);
    assertThat(skipped()).isGreaterThan(YEAR.minusMinutes(1));
    client.completeActivity(again.getTaskToken(), "done");
    complete(client.pollWorkflowTask());
  }

  @Test
  void a_delayed_start_is_skipped() {
    var _ =
        client
            .stub()
            .startWorkflowExecution(
                RawClient.startRequest("w").setWorkflowStartDelay(proto(YEAR)).build());

    complete(client.pollWorkflowTask());

    assertThat(skipped()).isGreaterThan(YEAR.minusMinutes(1));
  }

  @Test
  void timeouts_of_attempts_go_by_real_time() {
    client.start("w");
    client.complete(
        client.pollWorkflowTask().getTaskToken(),
        startTimer("t", proto(YEAR)),
        withHeartbeat(scheduleActivity("a"), Duration.ofMillis(300)));
    var _ = client.pollActivityTask();

    client.complete(client.pollWorkflowTask().getTaskToken());

    assertThat(types("w")).contains(EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT);
    complete(client.pollWorkflowTask());
    assertThat(
            timeBetween(
                "w",
                EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
                EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT))
        .isLessThan(Duration.ofMinutes(1));
    assertThat(skipped()).isGreaterThan(YEAR.minusMinutes(1));
  }

  @Test
  void time_stops_at_each_timer_in_its_order() {
    restart(TimeSkippingMode.LOCKED);
    for (int days = 5; days >= 1; days--) {
      client.start("w" + days);
      client.complete(
          client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(Duration.ofDays(days))));
    }
    time.unlock();

    for (int days = 1; days <= 5; days++) {
      var task = client.pollWorkflowTask();
      assertThat(task.getWorkflowExecution().getWorkflowId()).isEqualTo("w" + days);
      assertThat(skipped()).isBetween(Duration.ofDays(days).minusMinutes(1), Duration.ofDays(days));
      complete(task);
    }
  }

  @Test
  void a_sleep_that_unlocks_takes_as_long_as_the_timers_on_its_way_and_locks_again() {
    restart(TimeSkippingMode.LOCKED);
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(YEAR)));
    var before = time.now();
    var sleeping = CompletableFuture.runAsync(() -> time.unlockWithSleep(proto(YEAR.plusDays(1))));

    complete(client.pollWorkflowTask());
    sleeping.join();

    assertThat(Duration.between(before, time.now()))
        .isBetween(YEAR.plusDays(1), YEAR.plusDays(1).plusMinutes(1));
    assertThat(
            timeBetween("w", EventType.EVENT_TYPE_TIMER_STARTED, EventType.EVENT_TYPE_TIMER_FIRED))
        .isLessThan(YEAR.plusMinutes(1));
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(YEAR)));
    var locked = time.now();
    time.sleep(millis(200));
    assertThat(Duration.between(locked, time.now())).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void a_sleep_ends_at_once_when_its_time_has_passed() {
    time.sleepUntil(Timestamp.getDefaultInstance());
    time.sleep(seconds(-5));
    time.sleep(seconds(Long.MIN_VALUE));
    time.sleep(proto(YEAR));

    assertThat(skipped()).isGreaterThan(YEAR.minusMinutes(1));
  }

  @Test
  void a_sleep_beyond_the_end_of_time_is_refused() {
    assertThat(refusal(() -> time.sleep(proto(YEAR.multipliedBy(300)))))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal(() -> time.sleep(seconds(Long.MAX_VALUE))))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(
            refusal(
                () -> time.sleepUntil(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build())))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    time.sleep(proto(YEAR.multipliedBy(200)));
    client.start("w");
    client.complete(
        client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(YEAR.multipliedBy(90))));
    client.signal("w", "s");
    complete(client.pollWorkflowTask());
    assertThat(skipped()).isLessThan(YEAR.multipliedBy(201));
  }

  @Test
  void a_query_holds_time() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());
    var query =
        CompletableFuture.supplyAsync(() -> client.stub().queryWorkflow(RawClient.query("w", "q")));
    var asked = client.pollWorkflowTask();
    var sleep = CompletableFuture.runAsync(() -> time.sleep(proto(YEAR)));

    var _ =
        client
            .stub()
            .startWorkflowExecution(
                RawClient.startRequest("later").setWorkflowStartDelay(seconds(1)).build());
    var later = client.pollWorkflowTask();
    assertThat(sleep).isNotDone();
    complete(later);
    var _ =
        client
            .stub()
            .respondQueryTaskCompleted(
                RespondQueryTaskCompletedRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskToken(asked.getTaskToken())
                    .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_ANSWERED)
                    .setQueryResult(RawClient.payloads("answer"))
                    .build());

    sleep.join();
    assertThat(query.join().getQueryResult()).isEqualTo(RawClient.payloads("answer"));
  }

  @ParameterizedTest
  @EnumSource(TimeSkippingMode.class)
  void time_never_goes_back_over_a_restart(TimeSkippingMode mode) {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(YEAR)));
    var task = client.pollWorkflowTask();
    client.complete(task.getTaskToken(), startTimer("t2", proto(Duration.ofMillis(1))));
    var fired = client.pollWorkflowTask();
    var before = time.now();

    restart(mode);

    complete(fired);
    client.start("after");
    assertThat(Times.instant(client.history("after").getFirst().getEventTime()))
        .isBetween(before, before.plusSeconds(30));
  }

  @Test
  void a_timer_in_the_middle_of_skipped_time_survives_a_restart() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(YEAR)));
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t2", proto(YEAR)));

    restart(TimeSkippingMode.UNLOCKED);

    complete(client.pollWorkflowTask());
    assertThat(skipped()).isBetween(YEAR.multipliedBy(2).minusMinutes(1), YEAR.multipliedBy(2));
  }

  @Test
  void what_a_worker_has_in_hand_holds_time_also_after_a_restart() {
    client.start("sleeper");
    time.lock();
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(YEAR)));
    client.start("busy");
    client.complete(client.pollWorkflowTask().getTaskToken(), scheduleActivity("a"));
    var activity = client.pollActivityTask();

    restart(TimeSkippingMode.UNLOCKED);

    assertThat(timeHolds()).isTrue();
    client.completeActivity(activity.getTaskToken(), "done");
    complete(client.pollWorkflowTask());
    complete(client.pollWorkflowTask());
    assertThat(skipped()).isGreaterThan(YEAR.minusSeconds(30));
  }

  @Test
  void what_has_left_memory_is_counted_and_woken_all_the_same() {
    restart(TimeSkippingMode.LOCKED, options -> options.withCache(1, 1));
    for (int i = 1; i <= 20; i++) {
      client.start("w" + i);
      client.complete(
          client.pollWorkflowTask().getTaskToken(), startTimer("t", proto(Duration.ofDays(i))));
    }
    client.start("busy");
    client.complete(client.pollWorkflowTask().getTaskToken(), scheduleActivity("a"));
    var activity = client.pollActivityTask();
    for (int i = 1; i <= 20; i++) {
      assertThat(client.history("w" + i)).isNotEmpty();
    }
    time.unlock();
    assertThat(timeHolds()).isTrue();

    client.completeActivity(activity.getTaskToken(), "done");
    complete(client.pollWorkflowTask());
    for (int i = 1; i <= 20; i++) {
      complete(client.pollWorkflowTask());
    }

    assertThat(skipped()).isBetween(Duration.ofDays(20).minusMinutes(1), Duration.ofDays(20));
  }

  @Test
  void what_has_closed_is_kept_however_far_time_skips() {
    restart(TimeSkippingMode.UNLOCKED, options -> options.withRetention(Duration.ofHours(1)));
    client.start("w");
    complete(client.pollWorkflowTask());

    time.sleep(proto(YEAR));
    time.lock();
    time.sleep(seconds(2));

    assertThat(client.history("w")).isNotEmpty();
  }

  @Test
  void a_paused_activity_does_not_hold_time() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), scheduleActivity("a"));
    var _ =
        client
            .stub()
            .pauseActivity(
                PauseActivityRequest.newBuilder()
                    .setNamespace("default")
                    .setExecution(RawClient.execution("w"))
                    .setId("a")
                    .build());

    time.sleep(proto(YEAR));

    assertThat(skipped()).isGreaterThan(YEAR.minusMinutes(1));
  }

  @Test
  void two_servers_have_two_times() {
    try (var other =
        PerdureServer.inMemory(
            ServerOptions.defaults().withTimeSkipping(TimeSkippingMode.LOCKED))) {
      time.sleep(proto(YEAR));

      var there = new TimeClient(other.channel()).now();
      assertThat(Duration.between(there, time.now())).isGreaterThan(YEAR.minusMinutes(1));
    }
  }

  @Test
  void a_server_whose_time_does_not_skip_has_no_such_service() {
    restart(TimeSkippingMode.OFF);

    assertThat(refusal(time::unlock)).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  /// Whether engine time goes at the wall clock's pace although somebody waits for it.
  private boolean timeHolds() {
    var before = time.now();
    long nanos = System.nanoTime();
    time.sleep(millis(200));
    return System.nanoTime() - nanos > 150_000_000L
        && Duration.between(before, time.now()).compareTo(Duration.ofMinutes(1)) < 0;
  }

  private Duration skipped() {
    return Duration.between(Instant.now(), time.now());
  }

  private void complete(PollWorkflowTaskQueueResponse task) {
    client.complete(task.getTaskToken(), completeWorkflow("done"));
  }

  private void fail(ByteString token) {
    var _ =
        client
            .stub()
            .respondActivityTaskFailed(
                RespondActivityTaskFailedRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskToken(token)
                    .setFailure(
                        Failure.newBuilder()
                            .setMessage("no")
                            .setApplicationFailureInfo(ApplicationFailureInfo.getDefaultInstance()))
                    .build());
  }

  private static Command withRetry(Command command, Duration interval) {
    var changed = command.toBuilder();
    changed
        .getScheduleActivityTaskCommandAttributesBuilder()
        .setRetryPolicy(
            RetryPolicy.newBuilder()
                .setInitialInterval(proto(interval))
                .setMaximumInterval(proto(interval)));
    return changed.build();
  }

  private static Command withHeartbeat(Command command, Duration timeout) {
    var changed = command.toBuilder();
    changed
        .getScheduleActivityTaskCommandAttributesBuilder()
        .setHeartbeatTimeout(proto(timeout))
        .setRetryPolicy(RetryPolicy.newBuilder().setMaximumAttempts(1));
    return changed.build();
  }

  private List<EventType> types(String workflowId) {
    return client.history(workflowId).stream().map(HistoryEvent::getEventType).toList();
  }

  private Duration timeBetween(String workflowId, EventType first, EventType second) {
    var events = client.wholeHistory(workflowId);
    return Duration.between(timeOf(events, first), timeOf(events, second));
  }

  private static Instant timeOf(List<HistoryEvent> events, EventType type) {
    return events.stream()
        .filter(event -> event.getEventType() == type)
        .findFirst()
        .map(event -> Times.instant(event.getEventTime()))
        .orElseThrow();
  }

  private static Status.Code refusal(Runnable call) {
    var refused = new Status.Code[1];
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> refused[0] = e.getStatus().getCode());
    return refused[0];
  }

  private static com.google.protobuf.Duration millis(long millis) {
    return proto(Duration.ofMillis(millis));
  }

  private static com.google.protobuf.Duration proto(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
