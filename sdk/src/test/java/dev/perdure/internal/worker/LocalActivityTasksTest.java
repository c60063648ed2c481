package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.perdure.activity.Activity;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.replay.LocalActivityEnd;
import dev.perdure.internal.replay.LocalActivityReport;
import dev.perdure.internal.replay.LocalActivityRequest;
import dev.perdure.internal.replay.LocalWork;
import dev.perdure.internal.workflow.SimulatedServer;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.worker.SlotSupplier;
import dev.perdure.worker.SlotType;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.Workflow;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Local activities as a worker runs them, without a server.
@Timeout(60)
final class LocalActivityTasksTest {
  private static final DataConverter CONVERTER = DataConverter.defaults();

  private final Work work = new Work();
  private final LocalActivityTasks tasks = tasks(work, CONVERTER);
  private final RunLocalActivities run = open(tasks);

  private static LocalActivityTasks tasks(Work work, DataConverter converter) {
    return new LocalActivityTasks(
        new Registry.Builder()
            .activities(work)
            .activitiesInProcess(Apart.class)
            .build()
            .activities(),
        TestWorkers.IDENTITY,
        new Slots(SlotSupplier.fixedSize(1), SlotType.LOCAL_ACTIVITY, TestWorkers.IDENTITY),
        new ActivityHost(
            converter,
            List.of(),
            null,
            TestWorkers.NO_CLIENT,
            new CountDownLatch(1),
            TestWorkers.NO_METRICS),
        task -> Thread.ofVirtual().start(task),
        WorkerTimers.system(),
        _ -> {});
  }

  private static RunLocalActivities open(LocalActivityTasks tasks) {
    return tasks.open(
        new WorkflowRun(
            SimulatedServer.SETTINGS, WorkflowDefinition.of(Empty.class), "order-42", "run"));
  }

  /// Stands for the workflow.
  @Workflow.Definition
  public static final class Empty {
    @Workflow.Run
    public void run() {}
  }

  /// The activities.
  public static final class Work {
    final CountDownLatch end = new CountDownLatch(1);
    final LinkedBlockingQueue<String> words = new LinkedBlockingQueue<>();
    final AtomicInteger attempts = new AtomicInteger();

    @Activity.Definition
    public String hang() throws InterruptedException {
      words.add("hangs");
      try {
        end.await();
      } finally {
        words.add("ended " + Activity.current().cancellationDetails());
      }
      return "end";
    }

    @Activity.Definition
    public void fail() {
      attempts.incrementAndGet();
      throw ApplicationFailure.of("no", "Never");
    }

    @Activity.Definition
    public String describe() {
      Activity.heartbeat("goes nowhere");
      var info = Activity.info();
      return "%s %s %s %d %s"
          .formatted(
              info.activityType(),
              info.activityId(),
              info.workflowId().orElse("-"),
              info.attempt(),
              info.isLocal());
    }

    @Activity.Definition
    public void async() {
      assertThatIllegalStateException()
          .isThrownBy(Activity::completeAsync)
          .withMessageContaining("A local activity cannot be completed from elsewhere");
    }
  }

  /// Activities that run in processes of their own.
  public static final class Apart {
    @Activity.Definition
    public void crash() {}
  }

  @AfterEach
  void end() throws InterruptedException {
    work.end.countDown();
    run.close();
    assertThat(tasks.slots().drain(java.time.Duration.ofSeconds(10))).isTrue();
  }

  private void ask(int seq, String type, ScheduleActivityTaskCommandAttributes.Builder options) {
    run.perform(asked(seq, type, options));
  }

  private static LocalWork asked(
      int seq, String type, ScheduleActivityTaskCommandAttributes.Builder options) {
    return new LocalWork.Start(
        seq,
        new LocalActivityRequest(
            options
                .setActivityType(ActivityType.newBuilder().setName(type))
                .setActivityId(Integer.toString(seq))
                .build(),
            1,
            null,
            Durations.fromSeconds(60),
            ActivityCancellationType.TRY_CANCEL,
            null));
  }

  private static ScheduleActivityTaskCommandAttributes.Builder options() {
    return ScheduleActivityTaskCommandAttributes.newBuilder();
  }

  private static RetryPolicy.Builder every(Duration interval) {
    return RetryPolicy.newBuilder().setInitialInterval(interval).setBackoffCoefficient(1);
  }

  private LocalActivityReport report() throws InterruptedException {
    return Objects.requireNonNull(run.await(TimeUnit.SECONDS.toNanos(20)), "no report");
  }

  private static Failure failure(LocalActivityReport report) {
    assertThat(report.end()).isInstanceOf(LocalActivityEnd.Failed.class);
    return ((LocalActivityEnd.Failed) report.end()).failure();
  }

  private void awaitWord(String word) throws InterruptedException {
    assertThat(work.words.poll(20, TimeUnit.SECONDS)).asString().startsWith(word);
  }

  @Test
  void the_code_sees_what_it_is() throws InterruptedException {
    ask(4, "describe", options());

    LocalActivityReport report = report();

    assertThat(report.seq()).isEqualTo(4);
    assertThat(report.end())
        .isEqualTo(
            new LocalActivityEnd.Completed(CONVERTER.encodeAll("describe 4 order-42 1 true")));
    ask(5, "async", options());
    assertThat(report().end()).isInstanceOf(LocalActivityEnd.Completed.class);
  }

  @Test
  void an_activity_in_a_process_of_its_own_is_no_local_one() throws InterruptedException {
    ask(1, "crash", options().setRetryPolicy(RetryPolicy.newBuilder().setMaximumAttempts(1)));

    Failure failure = failure(report());

    assertThat(failure.getApplicationFailureInfo().getType()).isEqualTo("NotFoundError");
    assertThat(failure.getMessage())
        .contains("crash")
        .endsWith("is not registered on this worker.");
  }

  @Test
  void who_finds_no_slot_in_time_times_out() throws InterruptedException {
    ask(1, "hang", options());
    awaitWord("hangs");

    ask(2, "describe", options().setScheduleToStartTimeout(Durations.fromMillis(100)));
    ask(3, "describe", options().setScheduleToCloseTimeout(Durations.fromMillis(200)));

    assertThat(failure(report()).getTimeoutFailureInfo().getTimeoutType())
        .isEqualTo(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START);
    assertThat(failure(report()).getTimeoutFailureInfo().getTimeoutType())
        .isEqualTo(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE);
  }

  @Test
  void an_attempt_that_is_too_slow_is_stopped_and_tried_again() throws InterruptedException {
    ask(
        1,
        "hang",
        options()
            .setStartToCloseTimeout(Durations.fromMillis(100))
            .setRetryPolicy(every(Durations.fromMillis(20)).setMaximumAttempts(2)));

    LocalActivityReport report = report();

    assertThat(report.attempt()).isEqualTo(2);
    assertThat(failure(report).getTimeoutFailureInfo().getTimeoutType())
        .isEqualTo(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE);
    awaitWord("hangs");
    awaitWord("ended Optional[ActivityCancellationDetails[TIMED_OUT]");
  }

  @Test
  void there_is_no_retry_for_which_no_time_is_left() throws InterruptedException {
    ask(
        1,
        "fail",
        options()
            .setScheduleToCloseTimeout(Durations.fromSeconds(5))
            .setRetryPolicy(every(Durations.fromSeconds(30))));

    assertThat(failure(report()).getApplicationFailureInfo().getType()).isEqualTo("Never");
    assertThat(work.attempts).hasValue(1);
  }

  @Test
  void a_wait_above_the_threshold_is_left_to_the_workflow() throws InterruptedException {
    ask(1, "fail", options().setRetryPolicy(every(Durations.fromSeconds(61))));

    assertThat(report().end())
        .isInstanceOfSatisfying(
            LocalActivityEnd.Backoff.class,
            backoff -> assertThat(backoff.duration()).isEqualTo(Durations.fromSeconds(61)));
  }

  @Test
  void a_wait_in_memory_ends_with_a_cancellation() throws InterruptedException {
    ask(1, "fail", options().setRetryPolicy(every(Durations.fromSeconds(50))));
    while (work.attempts.get() == 0) {
      Thread.onSpinWait();
    }

    run.perform(new LocalWork.Cancel(1));

    Failure failure = failure(report());
    assertThat(failure.hasCanceledFailureInfo() || failure.hasApplicationFailureInfo()).isTrue();
    assertThat(work.attempts).hasValue(1);
  }

  @Test
  void code_that_runs_is_told_to_stop() throws InterruptedException {
    ask(1, "hang", options());
    awaitWord("hangs");

    run.perform(new LocalWork.Cancel(1));

    assertThat(failure(report()).hasCanceledFailureInfo()).isTrue();
    awaitWord("ended Optional[ActivityCancellationDetails[CANCEL_REQUESTED]");
  }

  @Test
  void a_worker_that_stops_waits_no_more_and_tells_the_code() throws InterruptedException {
    ask(1, "hang", options());
    awaitWord("hangs");

    tasks.handOver();

    assertThat(run.await(TimeUnit.SECONDS.toNanos(20))).isNull();
    assertThat(work.words.poll(20, TimeUnit.SECONDS)).contains("[WORKER_SHUTDOWN]");
  }

  @Test
  void what_runs_for_a_run_that_leaves_memory_is_told_that_nobody_waits()
      throws InterruptedException {
    ask(1, "hang", options());
    awaitWord("hangs");

    run.close();

    assertThat(work.words.poll(20, TimeUnit.SECONDS)).contains("[NOT_FOUND]");
  }

  @Test
  void what_a_converter_throws_is_reported_and_keeps_no_slot() throws InterruptedException {
    LocalActivityTasks others =
        tasks(work, CONVERTER.withPayloadConverter(new ConverterWithoutContext()));
    try (RunLocalActivities asking = open(others)) {
      asking.perform(asked(1, "describe", options()));

      LocalActivityReport report = asking.await(TimeUnit.SECONDS.toNanos(20));

      assertThat(failure(Objects.requireNonNull(report, "no report")).getMessage())
          .isEqualTo("no tenant");
      assertThat(others.slots().drain(java.time.Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void timeouts_may_be_longer_than_anybody_waits() throws InterruptedException {
    ask(
        1,
        "describe",
        options()
            .setScheduleToStartTimeout(Durations.MAX_VALUE)
            .setStartToCloseTimeout(Durations.MAX_VALUE)
            .setScheduleToCloseTimeout(Durations.MAX_VALUE));

    assertThat(report().end()).isInstanceOf(LocalActivityEnd.Completed.class);
  }
}
