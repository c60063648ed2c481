package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Level;
import dev.perdure.activity.Activity;
import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.activity.ActivityContext;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.RawValue;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.log.LogOf;
import dev.perdure.internal.wire.MessageCodec;
import dev.perdure.internal.wire.Wire;
import dev.perdure.worker.PollerBehavior;
import dev.perdure.worker.SlotSupplier;
import io.grpc.Status;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ActivityTasksTest {
  private static final DataConverter CONVERTER = DataConverter.defaults();

  private final ScriptedServer server = new ScriptedServer();
  private final Work work = new Work();
  private final TestWorkers workers = TestWorkers.with(work);
  private final ManualTimers timers = new ManualTimers();
  private @Nullable RunningWorker worker;

  /// Activities that do what a test wants.
  public static class Work {
    final LinkedBlockingQueue<ActivityContext> contexts = new LinkedBlockingQueue<>();
    final CountDownLatch release = new CountDownLatch(1);

    @Activity.Definition
    public String greet(String name) {
      return "Hello " + name;
    }

    @Activity.Definition
    public void fail() {
      throw ApplicationFailure.nonRetryable("no money", "CardDeclined");
    }

    @Activity.Definition
    public void unwritable() {
      throw ApplicationFailure.nonRetryable("no money", "CardDeclined")
          .withDetails(new Unwritable());
    }

    @Activity.Definition
    public String describe() {
      ActivityInfo info = Activity.info();
      return String.join(
          " ",
          info.activityId(),
          info.activityType(),
          "" + info.attempt(),
          info.namespace(),
          info.taskQueue(),
          info.workflowId().orElse("-"),
          info.workflowRunId().orElse("-"),
          info.workflowType().orElse("-"),
          info.activityRunId().orElse("-"),
          info.startToCloseTimeout().toString(),
          info.priority().fairnessKey() + "",
          Activity.heartbeatDetails(Integer.class).map(i -> "at " + i).orElse("fresh"));
    }

    @Activity.Definition
    public void sleep() throws InterruptedException {
      contexts.add(Activity.current());
      new CountDownLatch(1).await();
    }

    @Activity.Definition
    public void heartbeatUntilCancelled() {
      while (true) {
        Activity.heartbeat("beat");
        Thread.onSpinWait();
      }
    }

    @Activity.Definition
    public String swallowInterrupts() {
      ActivityContext activity = Activity.current();
      Activity.heartbeat();
      while (!Thread.interrupted()) {
        Thread.onSpinWait();
      }
      try {
        activity.heartbeat();
        return "not stopped";
      } catch (CancelledFailure e) {
        activity.heartbeat("clean-up");
        throw e;
      }
    }

    @Activity.Definition
    public String reportAndWait(int step) throws InterruptedException {
      Activity.heartbeat(step);
      contexts.add(Activity.current());
      release.await();
      throw new IllegalStateException("stopped at " + step);
    }

    @Activity.Definition
    public String async() {
      throw Activity.completeAsync();
    }

    @Activity.Definition(noThreadInterrupt = true)
    public String ask() throws InterruptedException {
      contexts.add(Activity.current());
      boolean told = Activity.current().waitForCancelled(Duration.ofSeconds(20));
      return "told: " + told + ", interrupted: " + Thread.currentThread().isInterrupted();
    }

    @Activity.Definition
    public String waitForShutdown() throws InterruptedException {
      contexts.add(Activity.current());
      return "shuts down: " + Activity.current().waitForWorkerShutdown(Duration.ofSeconds(20));
    }

    @Activity.Definition
    public String ignoreCancellation() {
      contexts.add(Activity.current());
      boolean interrupted = false;
      while (true) {
        try {
          release.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return "done, interrupted: " + interrupted;
    }
  }

  /// Takes all types that [Work] does not have.
  public static class Anything {
    @Activity.Definition(dynamic = true)
    public String any(List<RawValue> arguments) {
      return Activity.info().activityType() + " takes " + arguments.size();
    }
  }

  /// What no converter can write.
  public static final class Unwritable {
    public String getValue() {
      return Optional.<String>empty().orElseThrow();
    }
  }

  @AfterEach
  void close() {
    work.release.countDown();
    if (worker != null) {
      worker.stop();
    }
    server.close();
  }

  private void start() {
    worker = workers.start(server);
  }

  private static PollActivityTaskQueueResponse.Builder task(
      String type, @Nullable Object... input) {
    return PollActivityTaskQueueResponse.newBuilder()
        .setTaskToken(ScriptedServer.token("token-" + type))
        .setActivityId("7")
        .setActivityType(ActivityType.newBuilder().setName(type))
        .setWorkflowType(WorkflowType.newBuilder().setName("Order"))
        .setWorkflowExecution(
            WorkflowExecution.newBuilder().setWorkflowId("order-42").setRunId("run"))
        .setAttempt(1)
        .setStartToCloseTimeout(Wire.duration(Duration.ofSeconds(10)))
        .setPriority(Priority.newBuilder().setFairnessKey("tenant"))
        .setInput(CONVERTER.encodeAll(input));
  }

  private void give(String type, @Nullable Object... input) {
    server.giveActivity(task(type, input).build());
  }

  private ActivityContext running() throws InterruptedException {
    return Objects.requireNonNull(work.contexts.poll(10, TimeUnit.SECONDS), "no activity runs");
  }

  private static @Nullable Object value(Payloads payloads, Class<?> type) {
    return CONVERTER.decodeResult(payloads, type);
  }

  private static void assertApplicationFailure(Failure failure, String type, boolean nonRetryable) {
    assertThat(failure.getApplicationFailureInfo().getType()).isEqualTo(type);
    assertThat(failure.getApplicationFailureInfo().getNonRetryable()).isEqualTo(nonRetryable);
  }

  @Test
  void a_result_is_reported() throws InterruptedException {
    start();

    give("greet", "Ada");

    var report = server.next(RespondActivityTaskCompletedRequest.class);
    assertThat(value(report.getResult(), String.class)).isEqualTo("Hello Ada");
    assertThat(report.getTaskToken().toStringUtf8()).isEqualTo("token-greet");
    assertThat(report.getNamespace()).isEqualTo("default");
    assertThat(report.getIdentity()).isEqualTo("me");
  }

  @Test
  void a_failure_is_reported_with_its_type() throws InterruptedException {
    start();

    give("fail");

    Failure failure = server.next(RespondActivityTaskFailedRequest.class).getFailure();
    assertThat(failure.getMessage()).isEqualTo("no money");
    assertApplicationFailure(failure, "CardDeclined", true);
  }

  @Test
  void a_failure_that_cannot_be_written_is_reported_without_its_details() throws Exception {
    workers.activitySlots = SlotSupplier.fixedSize(1);
    start();

    give("unwritable");

    Failure failure = server.next(RespondActivityTaskFailedRequest.class).getFailure();
    assertThat(failure.getMessage()).startsWith("no money (").contains("cannot be encoded");
    assertApplicationFailure(failure, "CardDeclined", true);
    give("greet", "after it");
    server.next(RespondActivityTaskCompletedRequest.class);
  }

  @Test
  void an_activity_knows_about_itself_and_earlier_heartbeats() throws InterruptedException {
    start();

    server.giveActivity(
        task("describe").setAttempt(2).setHeartbeatDetails(CONVERTER.encodeAll(5)).build());

    var report = server.next(RespondActivityTaskCompletedRequest.class);
    assertThat(value(report.getResult(), String.class))
        .isEqualTo("7 describe 2 default queue order-42 run Order - PT10S tenant at 5");
  }

  private static PollActivityTaskQueueResponse standalone(String type) {
    return task(type)
        .clearWorkflowExecution()
        .clearWorkflowType()
        .setActivityRunId("run-of-7")
        .build();
  }

  @Test
  void a_standalone_activity_has_a_run_and_no_workflow() throws InterruptedException {
    start();

    server.giveActivity(standalone("describe"));

    var report = server.next(RespondActivityTaskCompletedRequest.class);
    assertThat(value(report.getResult(), String.class))
        .isEqualTo("7 describe 1 default queue - - - run-of-7 PT10S tenant fresh");
    server.giveActivity(standalone("chrage"));
    assertThat(server.next(RespondActivityTaskFailedRequest.class).getFailure().getMessage())
        .startsWith("Activity function chrage is not registered on this worker, available");
  }

  @Test
  void an_unknown_type_fails_and_names_the_known_ones() throws InterruptedException {
    start();

    Failure failure;
    try (var log = new LogOf(ActivityTasks.class)) {
      give("chrage");
      failure = server.next(RespondActivityTaskFailedRequest.class).getFailure();

      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains("chrage", "is not registered on this worker");
    }

    assertApplicationFailure(failure, "NotFoundError", false);
    assertThat(failure.getMessage())
        .startsWith(
            "Activity function chrage for workflow order-42 is not registered on this worker,"
                + " available activities: ask, async, describe, fail, greet,");
  }

  @Test
  void arguments_that_cannot_be_decoded_fail_the_attempt() throws InterruptedException {
    start();

    give("reportAndWait", "not a number");

    Failure failure = server.next(RespondActivityTaskFailedRequest.class).getFailure();
    assertThat(failure.getMessage()).startsWith("Failed decoding arguments");
    assertThat(failure.getApplicationFailureInfo().getNonRetryable()).isFalse();
  }

  @Test
  void a_report_is_repeated_while_the_server_is_away() throws InterruptedException {
    server.fail(RespondActivityTaskCompletedRequest.class, Status.UNAVAILABLE);
    start();

    give("greet", "Ada");

    server.next(RespondActivityTaskCompletedRequest.class);
    var second = server.next(RespondActivityTaskCompletedRequest.class);
    assertThat(value(second.getResult(), String.class)).isEqualTo("Hello Ada");
  }

  @Test
  void a_result_that_is_too_large_for_a_message_fails_the_activity() throws InterruptedException {
    server.fail(
        RespondActivityTaskCompletedRequest.class,
        Status.RESOURCE_EXHAUSTED.withDescription("grpc: received message larger than max"));
    start();

    give("greet", "Ada");

    Failure failure = server.next(RespondActivityTaskFailedRequest.class).getFailure();
    assertApplicationFailure(failure, "ResultTooLarge", true);
  }

  @Test
  void a_result_that_meets_a_rate_limit_is_reported_later() throws InterruptedException {
    server.fail(
        RespondActivityTaskCompletedRequest.class,
        Status.RESOURCE_EXHAUSTED.withDescription("the request rate exceeds maximum of 100/s"));
    start();

    give("greet", "Ada");

    server.next(RespondActivityTaskCompletedRequest.class);
    var second = server.next(RespondActivityTaskCompletedRequest.class);
    assertThat(value(second.getResult(), String.class)).isEqualTo("Hello Ada");
  }

  @Test
  void polling_goes_on_after_the_server_was_away() throws InterruptedException {
    server.fail(PollActivityTaskQueueRequest.class, Status.UNAVAILABLE);
    start();

    give("greet", "Ada");

    server.next(RespondActivityTaskCompletedRequest.class);
  }

  @Test
  void a_requested_cancellation_interrupts_the_activity_and_is_reported() throws Exception {
    server.answer(
        RecordActivityTaskHeartbeatRequest.class,
        _ -> RecordActivityTaskHeartbeatResponse.newBuilder().setCancelRequested(true).build());
    start();
    give("sleep");
    ActivityContext activity = running();

    activity.heartbeat();

    server.next(RespondActivityTaskCanceledRequest.class);
    assertThat(activity.isCancelled()).isTrue();
    assertThat(activity.waitForCancelled(Duration.ZERO)).isTrue();
    assertThat(activity.cancellationDetails())
        .map(ActivityCancellationDetails::cancelRequested)
        .contains(true);
  }

  @Test
  void a_heartbeat_throws_once_the_activity_is_to_stop() throws InterruptedException {
    server.answer(
        RecordActivityTaskHeartbeatRequest.class,
        _ -> RecordActivityTaskHeartbeatResponse.newBuilder().setCancelRequested(true).build());
    start();

    give("heartbeatUntilCancelled");

    server.next(RespondActivityTaskCanceledRequest.class);
  }

  @Test
  void a_heartbeat_stops_an_activity_that_swallowed_the_interrupt() throws InterruptedException {
    server.answer(
        RecordActivityTaskHeartbeatRequest.class,
        _ -> RecordActivityTaskHeartbeatResponse.newBuilder().setCancelRequested(true).build());
    start();

    give("swallowInterrupts");

    server.next(RespondActivityTaskCanceledRequest.class);
  }

  @Test
  void a_paused_or_reset_activity_fails_with_that_type() throws InterruptedException {
    server.answer(
        RecordActivityTaskHeartbeatRequest.class,
        request ->
            RecordActivityTaskHeartbeatResponse.newBuilder()
                .setActivityPaused(true)
                .setActivityReset(request.getTaskToken().toStringUtf8().contains("sleep"))
                .build());
    start();

    give("heartbeatUntilCancelled");
    assertApplicationFailure(
        server.next(RespondActivityTaskFailedRequest.class).getFailure(), "ActivityPause", false);

    give("sleep");
    running().heartbeat();
    assertApplicationFailure(
        server.next(RespondActivityTaskFailedRequest.class).getFailure(), "ActivityReset", false);
  }

  @Test
  void an_attempt_that_the_server_forgot_is_stopped_and_not_reported() throws InterruptedException {
    server.fail(RecordActivityTaskHeartbeatRequest.class, Status.NOT_FOUND);
    start();
    give("sleep");
    ActivityContext activity = running();

    activity.heartbeat();
    give("greet", "after it");

    var report = server.next(RespondActivityTaskCompletedRequest.class);
    assertThat(report.getTaskToken().toStringUtf8()).isEqualTo("token-greet");
    assertThat(activity.waitForCancelled(Duration.ofSeconds(10))).isTrue();
    stop();
    assertThat(server.all(RespondActivityTaskFailedRequest.class)).isEmpty();
    assertThat(server.all(RespondActivityTaskCanceledRequest.class)).isEmpty();
  }

  private void stop() {
    Objects.requireNonNull(worker).stop();
  }

  @Test
  void a_dynamic_activity_takes_the_types_that_no_other_one_has() throws InterruptedException {
    workers.registry.activities(new Anything());
    start();

    give("unheardOf", "a", 2);

    assertThat(
            value(server.next(RespondActivityTaskCompletedRequest.class).getResult(), String.class))
        .isEqualTo("unheardOf takes 2");
  }

  @Test
  void an_activity_may_ask_instead_of_being_interrupted() throws InterruptedException {
    start();
    give("ask");
    running();

    stop();

    assertThat(
            value(server.next(RespondActivityTaskCompletedRequest.class).getResult(), String.class))
        .isEqualTo("told: true, interrupted: false");
  }

  @Test
  void an_activity_may_wait_for_the_shutdown_of_its_worker() throws InterruptedException {
    workers.gracefulShutdown = Duration.ofSeconds(20);
    start();
    give("waitForShutdown");
    assertThat(running().isWorkerShutdown()).isFalse();

    stop();

    assertThat(
            value(server.next(RespondActivityTaskCompletedRequest.class).getResult(), String.class))
        .isEqualTo("shuts down: true");
  }

  @Test
  void the_last_heartbeat_leaves_before_a_failure_is_reported() throws InterruptedException {
    start();
    give("reportAndWait", 1);
    ActivityContext activity = running();
    server.next(RecordActivityTaskHeartbeatRequest.class);

    activity.heartbeat(2);
    assertThat(server.all(RecordActivityTaskHeartbeatRequest.class)).isEmpty();
    work.release.countDown();

    server.next(RespondActivityTaskFailedRequest.class);
    assertThat(server.all(RecordActivityTaskHeartbeatRequest.class))
        .singleElement()
        .satisfies(last -> assertThat(value(last.getDetails(), Integer.class)).isEqualTo(2));
  }

  @Test
  void an_attempt_stops_when_its_timeout_is_over_here() throws InterruptedException {
    workers.timers = timers;
    start();
    give("sleep");
    ActivityContext activity = running();

    timers.advance(Duration.ofSeconds(14));
    assertThat(activity.isCancelled()).isFalse();
    timers.advance(Duration.ofSeconds(1));

    assertThat(activity.cancellationDetails())
        .map(ActivityCancellationDetails::timedOut)
        .contains(true);
    server.next(RespondActivityTaskFailedRequest.class);
  }

  @Test
  void heartbeats_put_the_heartbeat_timeout_off() throws InterruptedException {
    workers.timers = timers;
    start();
    server.giveActivity(
        task("sleep")
            .setStartToCloseTimeout(Wire.duration(Duration.ofHours(1)))
            .setHeartbeatTimeout(Wire.duration(Duration.ofSeconds(10)))
            .build());
    ActivityContext activity = running();

    timers.advance(Duration.ofSeconds(14));
    activity.heartbeat();
    timers.advance(Duration.ofSeconds(14));
    assertThat(activity.isCancelled()).isFalse();
    timers.advance(Duration.ofSeconds(1));

    assertThat(activity.isCancelled()).isTrue();
  }

  @Test
  void an_activity_that_completes_elsewhere_reports_nothing() throws InterruptedException {
    workers.activitySlots = SlotSupplier.fixedSize(1);
    start();

    give("async");
    give("greet", "after it");

    var report = server.next(RespondActivityTaskCompletedRequest.class);
    assertThat(report.getTaskToken().toStringUtf8()).isEqualTo("token-greet");
    assertThat(server.all(RespondActivityTaskFailedRequest.class)).isEmpty();
  }

  @Test
  void an_executor_of_the_user_runs_activities() throws InterruptedException {
    try (var executor = Executors.newSingleThreadExecutor()) {
      workers.activityExecutor = executor;
      start();

      give("greet", "Ada");

      server.next(RespondActivityTaskCompletedRequest.class);
      stop();
    }
  }

  @Test
  void an_executor_that_takes_no_more_stops_the_worker() throws InterruptedException {
    var executor = Executors.newSingleThreadExecutor();
    executor.shutdown();
    workers.activityExecutor = executor;
    start();

    give("greet", "Ada");

    assertThat(workers.fatal.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void at_a_shutdown_activities_may_end_within_the_graceful_timeout() throws Exception {
    workers.gracefulShutdown = Duration.ofSeconds(30);
    start();
    give("ignoreCancellation");
    ActivityContext activity = running();

    Thread stopping = Thread.startVirtualThread(this::stop);
    server.next(ShutdownWorkerRequest.class);
    assertThat(activity.isWorkerShutdown()).isTrue();
    work.release.countDown();

    var report = server.next(RespondActivityTaskCompletedRequest.class);
    assertThat(value(report.getResult(), String.class)).isEqualTo("done, interrupted: false");
    assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void after_the_graceful_timeout_activities_are_cancelled() throws InterruptedException {
    start();
    give("sleep");
    ActivityContext activity = running();

    stop();

    assertThat(activity.cancellationDetails())
        .map(ActivityCancellationDetails::workerShutdown)
        .contains(true);
    assertApplicationFailure(
        server.next(RespondActivityTaskFailedRequest.class).getFailure(), "WorkerShutdown", false);
  }

  @Test
  void no_more_activities_are_taken_than_there_are_slots() throws InterruptedException {
    workers.activitySlots = SlotSupplier.fixedSize(1);
    start();
    give("ignoreCancellation");
    running();

    assertThat(server.waitingPolls("activity")).isZero();
    work.release.countDown();

    server.next(RespondActivityTaskCompletedRequest.class);
    give("greet", "Ada");
    server.next(RespondActivityTaskCompletedRequest.class);
  }

  @Test
  void a_slot_that_stays_unused_costs_no_start_of_the_rate_limit() {
    var registry = new Registry.Builder();
    registry.activities(work);
    var settings =
        new ActivitySettings(
            true,
            SlotSupplier.fixedSize(1),
            SlotSupplier.fixedSize(1),
            PollerBehavior.simpleMaximum(1),
            1,
            0,
            3,
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            null,
            null);
    var tasks =
        new ActivityTasks(
            registry.build().activities(),
            TestWorkers.IDENTITY,
            settings,
            new ActivityHost(
                CONVERTER,
                List.of(),
                null,
                TestWorkers.NO_CLIENT,
                new CountDownLatch(1),
                TestWorkers.NO_METRICS),
            new ActivityServer(
                new WorkerConnection(server.rpc()), TestWorkers.IDENTITY, MessageCodec.NONE),
            settings.threads(),
            timers,
            workers.fatal::add);

    tasks.releaseUnused(slotOf(tasks));
    Slots.Slot slot = slotOf(tasks); // the start was given back

    timers.advance(Duration.ofSeconds(1));
    assertThat(tasks.trySlot()).as("no slot is free").isNull();
    slot.release();
    slotOf(tasks).release(); // no start was used up
    assertThat(tasks.trySlot()).as("no start is left").isNull();
    assertThat(tasks.slots().used()).isZero();
  }

  private static Slots.Slot slotOf(ActivityTasks tasks) {
    Slots.Slot slot = tasks.trySlot();
    assertThat(slot).isNotNull();
    return Objects.requireNonNull(slot);
  }

  @Test
  void a_thread_without_activity_is_told_what_to_do() {
    assertThat(Activity.isInActivity()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(Activity::info)
        .withMessageContaining("use the object that Activity.current() returned");
  }

  @Test
  void cancellation_details_add_up() {
    var cancellation = new Cancellation(true);

    cancellation.cancel(ActivityCancellationDetails.none().withCancelRequested(true));
    cancellation.cancel(ActivityCancellationDetails.none().withWorkerShutdown(true));

    assertThat(cancellation.details())
        .isEqualTo(
            ActivityCancellationDetails.none().withCancelRequested(true).withWorkerShutdown(true));
  }

  @Test
  void only_a_stop_is_a_cancellation() {
    var requested = ActivityCancellationDetails.none().withCancelRequested(true);

    assertThat(
            ActivityOutcomes.threw(CancelledFailure.of("stopped", 3), requested, false, CONVERTER))
        .isEqualTo(new ActivityOutcome.Cancelled(CONVERTER.encodeAll(3)));
    assertThat(
            ActivityOutcomes.threw(new IllegalStateException("other"), requested, false, CONVERTER))
        .isInstanceOf(ActivityOutcome.Failed.class);
    assertThat(ActivityOutcomes.threw(CancelledFailure.of("own"), null, false, CONVERTER))
        .isInstanceOf(ActivityOutcome.Failed.class);
  }

  @Test
  void a_cancellation_whose_details_cannot_be_written_is_one_without_details() {
    var requested = ActivityCancellationDetails.none().withCancelRequested(true);

    assertThat(
            ActivityOutcomes.threw(
                CancelledFailure.of("stopped", new Unwritable()), requested, false, CONVERTER))
        .isEqualTo(new ActivityOutcome.Cancelled(Payloads.getDefaultInstance()));
  }

  @Test
  void whatever_stops_an_attempt_before_its_code_is_reported() throws InterruptedException {
    workers.converter = CONVERTER.withPayloadConverter(new ConverterWithoutContext());
    workers.activitySlots = SlotSupplier.fixedSize(1);
    start();

    give("greet", "Ada");
    give("greet", "Grace");

    assertThat(server.next(RespondActivityTaskFailedRequest.class).getFailure().getMessage())
        .isEqualTo("no tenant");
    server.next(RespondActivityTaskFailedRequest.class);
  }
}
