package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.activity.Activity;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.client.ActivityAlreadyStartedException;
import dev.perdure.client.ActivityExecution;
import dev.perdure.client.ActivityExecutionCount.Group;
import dev.perdure.client.ActivityExecutionDescription;
import dev.perdure.client.ActivityExecutionStatus;
import dev.perdure.client.ActivityFailedException;
import dev.perdure.client.ActivityHandle;
import dev.perdure.client.ActivityNotFoundException;
import dev.perdure.client.AsyncActivityHandle;
import dev.perdure.client.Client;
import dev.perdure.client.PendingActivityState;
import dev.perdure.client.RpcException;
import dev.perdure.client.StartActivityOptions;
import dev.perdure.common.ActivityIdConflictPolicy;
import dev.perdure.common.ActivityIdReusePolicy;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.TerminatedFailure;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.failure.TimeoutType;
import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.ServerSuite;
import dev.perdure.verification.peer.ServerUnderTest;
import dev.perdure.worker.Worker;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Activities that belong to no workflow. The server that `tools/official-server` builds does not
/// have them: to run these, `-Dofficial.server` names the `temporal` of a later release, such as
/// 1.9.1, with Server 1.32.0.
@OfficialDevServer.Needed
final class StandaloneActivitiesOnOfficialDevServerIT extends ServerSuite {
  private static final Duration LIMIT = Duration.ofSeconds(50);

  /// Activities, each of which says what it knows of itself when it begins.
  public static final class Work {
    private final BlockingQueue<ActivityInfo> infos = new LinkedBlockingQueue<>();

    @Activity.Definition
    public String greet(String name) {
      infos.add(Activity.info());
      return "Hello, " + name + "!";
    }

    @Activity.Definition
    public void charge(int cents) {
      if (cents > 100) {
        throw ApplicationFailure.nonRetryable("no money", "CardDeclined");
      }
    }

    @Activity.Definition
    public String resume() {
      if (Activity.info().attempt() == 1) {
        Activity.heartbeat("half");
        throw new IllegalStateException("not yet");
      }
      return Activity.heartbeatDetails(String.class).orElse("nothing");
    }

    @Activity.Definition
    public void untilCancelled() throws InterruptedException {
      infos.add(Activity.info());
      while (true) {
        Activity.heartbeat("beat");
        Thread.sleep(20);
      }
    }

    @Activity.Definition
    public String outside() {
      infos.add(Activity.info());
      throw Activity.completeAsync();
    }
  }

  private final Work work = new Work();
  private final String taskQueue = "queue-" + UUID.randomUUID();
  private final String nobodysQueue = "nobody's-" + UUID.randomUUID();

  @SuppressWarnings("NullAway.Init") // set before the tests
  private Client client;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private Worker worker;

  @Override
  protected ServerUnderTest openServer() {
    return OfficialDevServer.start();
  }

  @BeforeAll
  void open() {
    client = Client.connect(server().address());
    worker = Worker.builder(client, taskQueue).activities(work).start();
    try {
      var _ = client.countActivities("");
    } catch (RpcException e) {
      Assumptions.assumeFalse(e.code() == Code.UNIMPLEMENTED, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  @AfterAll
  void close() {
    worker.close();
    client.close();
  }

  private static StartActivityOptions on(String taskQueue) {
    return StartActivityOptions.startToClose("activity-" + UUID.randomUUID(), taskQueue, LIMIT);
  }

  /// Waits until the activity runs.
  private ActivityInfo infoOf(ActivityHandle<?> activity) throws InterruptedException {
    ActivityInfo info;
    do {
      info = Objects.requireNonNull(work.infos.poll(20, TimeUnit.SECONDS), "it does not run");
    } while (!info.activityId().equals(activity.id()));
    return info;
  }

  /// Servers may find something a moment after it is there.
  private static void await(BooleanSupplier found) throws InterruptedException {
    while (!found.getAsBoolean()) {
      Thread.sleep(50);
    }
  }

  private static void assertFailedBy(
      ActivityHandle<?> activity, Class<? extends Throwable> cause, String message) {
    assertThatThrownBy(activity::result)
        .isInstanceOfSatisfying(
            ActivityFailedException.class,
            e -> {
              assertThat(e.activityId()).isEqualTo(activity.id());
              assertThat(e.runId()).isEqualTo(activity.runId());
            })
        .cause()
        .isInstanceOf(cause)
        .hasMessageContaining(message);
  }

  @Test
  void an_activity_runs_without_a_workflow() throws Exception {
    ActivityHandle<String> hello = client.startActivity(Work::greet, "Ada", on(taskQueue));

    assertThat(hello.result()).isEqualTo("Hello, Ada!");
    assertThat(hello.resultAsync().get(20, TimeUnit.SECONDS)).isEqualTo("Hello, Ada!");
    ActivityInfo info = infoOf(hello);
    assertThat(info.activityId()).isEqualTo(hello.id());
    assertThat(info.activityRunId()).hasValue(hello.runId());
    assertThat(info.isInWorkflow()).isFalse();
    assertThat(info.workflowId()).isEmpty();
    assertThat(info.workflowRunId()).isEmpty();
    assertThat(info.workflowType()).isEmpty();
    assertThat(info.startToCloseTimeout()).isEqualTo(LIMIT);
    assertThat(client.executeActivity("greet", String.class, on(taskQueue), "Bob"))
        .isEqualTo("Hello, Bob!");
    ActivityHandle<String> found = client.getActivityHandle(Work::greet, hello.id());
    assertThat(found.result()).isEqualTo("Hello, Ada!");
    assertThat(found.describe().status()).isEqualTo(ActivityExecutionStatus.COMPLETED);
    assertThat(found.describe().executionDuration()).isPositive();
  }

  @Test
  void a_failure_has_its_cause() {
    ActivityHandle<?> declined = client.startActivity(Work::charge, 1999, on(taskQueue));

    assertFailedBy(declined, ApplicationFailure.class, "no money");
    assertThat(declined.describe().status()).isEqualTo(ActivityExecutionStatus.FAILED);
  }

  @Test
  void an_attempt_goes_on_from_the_last_heartbeat() {
    var options =
        on(taskQueue)
            .withRetryPolicy(RetryPolicy.attempts(3).withInitialInterval(Duration.ofMillis(100)));

    ActivityHandle<String> resumed = client.startActivity(Work::resume, options);

    assertThat(resumed.result()).isEqualTo("half");
    assertThat(resumed.describe().attempt()).isEqualTo(2);
  }

  @Test
  void an_activity_that_heartbeats_can_be_cancelled() throws Exception {
    ActivityHandle<?> activity =
        client.startActivity(
            Work::untilCancelled, on(taskQueue).withHeartbeatTimeout(Duration.ofSeconds(2)));
    infoOf(activity);

    activity.cancel("enough");

    assertFailedBy(activity, CancelledFailure.class, "");
    ActivityExecutionDescription closed = activity.describe();
    assertThat(closed.status()).isEqualTo(ActivityExecutionStatus.CANCELED);
    assertThat(closed.canceledReason()).isEqualTo("enough");
  }

  @Test
  void an_activity_can_be_terminated() {
    ActivityHandle<?> activity = client.startActivity(Work::greet, "Ada", on(nobodysQueue));

    activity.terminate("really");

    assertFailedBy(activity, TerminatedFailure.class, "really");
    assertThat(activity.describe().status()).isEqualTo(ActivityExecutionStatus.TERMINATED);
  }

  @Test
  void an_activity_that_no_worker_takes_times_out() {
    ActivityHandle<?> activity =
        client.startActivity(
            Work::greet,
            "Ada",
            on(nobodysQueue).withScheduleToStartTimeout(Duration.ofMillis(300)));

    assertThatThrownBy(activity::result)
        .cause()
        .isInstanceOfSatisfying(
            TimeoutFailure.class,
            e -> assertThat(e.type()).isEqualTo(TimeoutType.SCHEDULE_TO_START));
  }

  @Test
  void a_description_says_how_it_was_started_and_its_change_can_be_waited_for() {
    var retry = RetryPolicy.attempts(4).withInitialInterval(Duration.ofSeconds(3));
    ActivityHandle<String> activity =
        client.startActivity(
            Work::greet,
            "Ada",
            on(nobodysQueue)
                .withScheduleToCloseTimeout(Duration.ofMinutes(5))
                .withRetryPolicy(retry)
                .withPriority(Priority.of(2))
                .withSummary("one line"));

    ActivityExecutionDescription known = activity.describe();
    activity.terminate("really");
    ActivityExecutionDescription closed = activity.describe(known);
    ActivityExecutionDescription still = activity.describe(closed);

    assertThat(still.status()).isEqualTo(ActivityExecutionStatus.TERMINATED);
    assertThat(known.status()).isEqualTo(ActivityExecutionStatus.RUNNING);
    assertThat(known.runState()).isEqualTo(PendingActivityState.SCHEDULED);
    assertThat(known.activityType()).isEqualTo("greet");
    assertThat(known.taskQueue()).isEqualTo(nobodysQueue);
    assertThat(known.activityRunId()).isEqualTo(activity.runId());
    assertThat(known.attempt()).isEqualTo(1);
    RetryPolicy policy = Objects.requireNonNull(known.retryPolicy());
    assertThat(policy.maximumAttempts()).isEqualTo(4);
    assertThat(policy.initialInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(known.priority()).isEqualTo(Priority.of(2));
    assertThat(known.summary()).isEqualTo("one line");
    assertThat(known.startToCloseTimeout()).isEqualTo(LIMIT);
    assertThat(known.expirationTime()).isEqualTo(known.scheduledTime().plus(Duration.ofMinutes(5)));
    assertThat(known.closeTime()).isNull();
    assertThat(closed.status()).isEqualTo(ActivityExecutionStatus.TERMINATED);
    assertThat(closed.closeTime()).isNotNull();
    assertThat(closed.stateTransitionCount()).isGreaterThan(known.stateTransitionCount());
  }

  @Test
  void activities_are_listed_and_counted() throws Exception {
    String queue = "queue-" + UUID.randomUUID();
    ActivityHandle<String> one = client.startActivity(Work::greet, "Ada", on(queue));
    ActivityHandle<String> two = client.startActivity(Work::greet, "Bob", on(queue));
    String query = "TaskQueue = '%s'".formatted(queue);
    await(() -> client.countActivities(query).count() == 2);

    assertThat(client.listActivities(query).withPageSize(1))
        .extracting(ActivityExecution::activityId)
        .containsExactlyInAnyOrder(one.id(), two.id());
    assertThat(client.listActivities(query))
        .allSatisfy(
            activity -> {
              assertThat(activity.activityType()).isEqualTo("greet");
              assertThat(activity.taskQueue()).isEqualTo(queue);
              assertThat(activity.status()).isEqualTo(ActivityExecutionStatus.RUNNING);
            });
    assertThat(client.countActivities(query + " GROUP BY ExecutionStatus").groups())
        .containsExactly(new Group(List.of("Running"), 2));
  }

  @Test
  void an_id_is_taken_once() {
    StartActivityOptions options = on(nobodysQueue);
    ActivityHandle<String> first = client.startActivity(Work::greet, "Ada", options);

    assertThatThrownBy(() -> client.startActivity(Work::greet, "Bob", options))
        .isInstanceOfSatisfying(
            ActivityAlreadyStartedException.class,
            e -> assertThat(e.runId()).isEqualTo(first.runId()));
    assertThat(
            client
                .startActivity(
                    Work::greet,
                    "Bob",
                    options.withIdConflictPolicy(ActivityIdConflictPolicy.USE_EXISTING))
                .runId())
        .isEqualTo(first.runId());
    first.terminate("make room");
    assertThatThrownBy(
            () ->
                client.startActivity(
                    Work::greet,
                    "Bob",
                    options.withIdReusePolicy(ActivityIdReusePolicy.REJECT_DUPLICATE)))
        .isInstanceOf(ActivityAlreadyStartedException.class);
    ActivityHandle<String> second = client.startActivity(Work::greet, "Bob", options);
    assertThat(second.runId()).isNotEqualTo(first.runId());
    assertFailedBy(first, TerminatedFailure.class, "make room");
    second.terminate("done with");
  }

  @Test
  void an_activity_can_be_completed_from_outside_by_its_id() throws Exception {
    ActivityHandle<String> activity = client.startActivity(Work::outside, on(taskQueue));
    infoOf(activity);
    AsyncActivityHandle outside =
        client.getAsyncActivityHandle(null, activity.runId(), activity.id());

    outside.heartbeat("alive");
    assertThat(activity.describe().heartbeatDetails().get(0, String.class)).isEqualTo("alive");
    outside.complete("done elsewhere");

    assertThat(activity.result()).isEqualTo("done elsewhere");
  }

  @Test
  void a_start_can_be_delayed() {
    ActivityHandle<String> hello =
        client.startActivity(
            Work::greet, "Eve", on(taskQueue).withStartDelay(Duration.ofMillis(500)));

    assertThat(hello.result()).isEqualTo("Hello, Eve!");
    ActivityExecutionDescription closed = hello.describe();
    assertThat(closed.lastStartedTime())
        .isAfterOrEqualTo(closed.scheduledTime().plus(Duration.ofMillis(500)));
  }

  @Test
  void an_activity_that_is_not_there_is_not_found() {
    ActivityHandle<String> nothing = client.getActivityHandle(Work::greet, "none");

    assertThatThrownBy(nothing::describe).isInstanceOf(ActivityNotFoundException.class);
    assertThatThrownBy(nothing::result).isInstanceOf(ActivityNotFoundException.class);
    assertThatThrownBy(nothing::cancel).isInstanceOf(ActivityNotFoundException.class);
    assertThatThrownBy(() -> nothing.terminate("none"))
        .isInstanceOf(ActivityNotFoundException.class);
  }
}
