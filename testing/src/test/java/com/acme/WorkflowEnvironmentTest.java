package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.WorkflowExecutionStatus;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.client.WorkflowUpdateFailedException;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.server.ServerOptions;
import dev.perdure.testing.WorkflowEnvironment;
import dev.perdure.testing.WorkflowEnvironmentOptions;
import dev.perdure.worker.Worker;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkflowEnvironmentTest {
  private static final Duration TEN_YEARS = Duration.ofDays(3653);

  @Test
  void a_workflow_sleeps_ten_years_in_no_time() {
    try (var env = WorkflowEnvironment.startTimeSkipping();
        var worker = sleeper(env)) {
      var before = env.currentTime();
      var result =
          env.client().executeWorkflow(Sleeper::run, TEN_YEARS, options("sleeper", worker));

      assertThat(result).isEqualTo("slept PT87672H");
      assertThat(env.currentTime()).isAfterOrEqualTo(before.plus(TEN_YEARS));
      assertThat(env.supportsTimeSkipping()).isTrue();
    }
  }

  @Test
  void time_does_not_skip_while_nobody_waits() {
    try (var env = WorkflowEnvironment.startTimeSkipping();
        var worker = sleeper(env)) {
      var sleeper = start(env, worker, "sleeper", Duration.ofHours(1));
      awaitTimer(sleeper);

      assertThat(env.currentTime()).isCloseTo(Instant.now(), within(Duration.ofMinutes(1)));
      assertThat(sleeper.describe().status()).isEqualTo(WorkflowExecutionStatus.RUNNING);
    }
  }

  @Test
  void who_sleeps_in_an_environment_lets_its_time_skip_that_far() {
    try (var env = WorkflowEnvironment.startTimeSkipping();
        var worker = sleeper(env)) {
      var hour = start(env, worker, "hour", Duration.ofHours(1));
      var day = start(env, worker, "day", Duration.ofDays(1));
      awaitTimer(hour);
      awaitTimer(day);
      var before = env.currentTime();

      env.sleep(Duration.ofHours(2));

      assertThat(hour.result()).isEqualTo("slept PT1H");
      assertThat(env.currentTime())
          .isBetween(before.plus(Duration.ofHours(2)), before.plus(Duration.ofHours(3)));
      assertThat(day.describe().status()).isEqualTo(WorkflowExecutionStatus.RUNNING);
    }
  }

  @Test
  void what_else_sleeps_goes_on_sleeping_when_a_result_is_there() {
    try (var env = WorkflowEnvironment.startTimeSkipping();
        var worker = sleeper(env)) {
      for (int i = 0; i < 20; i++) {
        var day = start(env, worker, "day-" + i, Duration.ofDays(1));
        awaitTimer(day);

        start(env, worker, "hour-" + i, Duration.ofHours(1)).result();

        assertThat(day.describe().status()).isEqualTo(WorkflowExecutionStatus.RUNNING);
        day.terminate("end of test");
      }
    }
  }

  @Test
  void automatic_skipping_is_off_in_a_scope_and_on_after_it() throws Exception {
    try (var env = WorkflowEnvironment.startTimeSkipping();
        var worker = sleeper(env)) {
      var sleeper = start(env, worker, "sleeper", TEN_YEARS);
      CompletableFuture<String> result;

      try (var _ = env.autoTimeSkippingDisabled()) {
        result = sleeper.resultAsync();
        assertThatThrownBy(() -> result.get(300, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
        var before = env.currentTime();
        env.sleep(Duration.ofDays(1));
        assertThat(env.currentTime())
            .isBetween(before.plus(Duration.ofDays(1)), before.plus(Duration.ofDays(2)));
      }

      assertThat(result.get()).isEqualTo("slept PT87672H");
    }
  }

  @Test
  void time_never_skips_while_an_activity_runs() {
    var slow = new Slow();
    try (var env = WorkflowEnvironment.startTimeSkipping();
        var worker =
            Worker.builder(env.client(), "queue")
                .workflows(Patient.class)
                .activities(slow)
                .start()) {
      var patient = env.client().startWorkflow(Patient::run, options("patient", worker));
      var result = patient.resultAsync();
      await(slow.begun);

      assertThat(env.currentTime()).isBefore(inHours(1));
      slow.end.countDown();

      // Its timeout of an hour, which was next, did not come.
      assertThat(result.join()).isEqualTo("well done");
    }
  }

  @Test
  void callers_who_wait_at_the_same_time_all_get_their_results() {
    try (var env = WorkflowEnvironment.startTimeSkipping();
        var worker = sleeper(env)) {
      var results = new ArrayList<CompletableFuture<String>>();
      for (int days = 1; days <= 20; days++) {
        results.add(start(env, worker, "sleeper-" + days, Duration.ofDays(days)).resultAsync());
      }

      for (int days = 1; days <= 20; days++) {
        assertThat(results.get(days - 1).join()).isEqualTo("slept " + Duration.ofDays(days));
      }
    }
  }

  @Test
  void each_environment_has_its_own_time_and_its_own_workflows() {
    try (var one = WorkflowEnvironment.startTimeSkipping();
        var other = WorkflowEnvironment.startTimeSkipping();
        var worker = sleeper(one);
        var otherWorker = sleeper(other)) {
      one.client().executeWorkflow(Sleeper::run, TEN_YEARS, options("sleeper", worker));

      assertThat(other.currentTime()).isBefore(inHours(1));
      other.client().executeWorkflow(Sleeper::run, Duration.ZERO, options("sleeper", otherWorker));
      assertThat(other.currentTime()).isBefore(inHours(1));
    }
  }

  @Test
  void a_local_environment_keeps_its_time() {
    try (var env = WorkflowEnvironment.startLocal();
        var worker = sleeper(env)) {
      var before = Instant.now();
      env.client().executeWorkflow(Sleeper::run, Duration.ofMillis(300), options("s", worker));
      env.sleep(Duration.ofMillis(10));

      assertThat(env.currentTime()).isAfter(before.plusMillis(300));
      assertThat(env.supportsTimeSkipping()).isFalse();
      env.autoTimeSkippingDisabled().close();
    }
  }

  @Test
  void a_local_environment_on_a_file_finds_its_workflows_again(@TempDir Path directory) {
    var options =
        WorkflowEnvironmentOptions.defaults()
            .withDatabaseFile(directory.resolve("test.db"))
            .withClientOptions(ClientOptions.defaults().withNamespace("shop"))
            .withServerOptions(ServerOptions.defaults().withPort(0));
    try (var env = WorkflowEnvironment.startLocal(options);
        var remote =
            Client.connect(
                "127.0.0.1:" + env.address().orElseThrow().getPort(), options.clientOptions());
        var worker = Worker.builder(remote, "queue").workflows(Sleeper.class).start()) {
      env.client().executeWorkflow(Sleeper::run, Duration.ZERO, options("sleeper", worker));
    }

    try (var env = WorkflowEnvironment.startLocal(options)) {
      assertThat(env.client().getWorkflowHandle("sleeper").describe().status())
          .isEqualTo(WorkflowExecutionStatus.COMPLETED);
    }
  }

  @Test
  void an_environment_over_a_client_leaves_it_open() {
    try (var local = WorkflowEnvironment.startLocal()) {
      try (var env = WorkflowEnvironment.fromClient(local.client());
          var worker = sleeper(env)) {
        env.client().executeWorkflow(Sleeper::run, Duration.ZERO, options("sleeper", worker));
        assertThat(env.supportsTimeSkipping()).isFalse();
        assertThat(env.address()).isEmpty();
      }
      assertThat(local.client().getWorkflowHandle("sleeper").describe().status())
          .isEqualTo(WorkflowExecutionStatus.COMPLETED);
    }
  }

  @Test
  void an_assertion_that_fails_in_a_workflow_fails_what_it_is_about() {
    try (var local = WorkflowEnvironment.startLocal();
        var env = WorkflowEnvironment.fromClient(local.client());
        var worker = Worker.builder(env.client(), "q").workflows(Asserting.class).start()) {
      var asserting = env.client().startWorkflow(Asserting::run, options("asserting", worker));
      assertThatThrownBy(() -> asserting.executeUpdate(Asserting::rename, "x"))
          .isInstanceOf(WorkflowUpdateFailedException.class)
          .hasCauseInstanceOf(ApplicationFailure.class)
          .cause()
          .hasMessageContaining("no such name");
      asserting.signal(Asserting::signal);

      assertThatThrownBy(asserting::result)
          .hasCauseInstanceOf(ApplicationFailure.class)
          .cause()
          .asInstanceOf(InstanceOfAssertFactories.type(ApplicationFailure.class))
          .satisfies(
              failure -> {
                assertThat(failure).hasMessageContaining("not like this");
                assertThat(failure.type()).isEqualTo("AssertionError");
                assertThat(failure.nonRetryable()).isTrue();
              });
    }
  }

  @Workflow.Definition
  public static class Asserting {
    private boolean signalled;

    @Workflow.Run
    public void run() {
      Workflow.await(() -> signalled);
      throw new AssertionError("not like this");
    }

    @Workflow.Signal
    public void signal() {
      signalled = true;
    }

    @Workflow.Update
    public String rename(String name) {
      return name;
    }

    @Workflow.UpdateValidator("rename")
    public void isName(String name) {
      assertThat(name).as("no such name").hasSizeGreaterThan(1);
    }
  }

  @Test
  void time_has_an_end_and_a_closed_environment_has_none() {
    var env = WorkflowEnvironment.startTimeSkipping();
    assertThatThrownBy(() -> env.sleep(Duration.ofDays(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2261");

    env.close();

    assertThatThrownBy(() -> env.sleep(Duration.ofDays(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The environment is closed.");
    assertThatThrownBy(env::currentTime).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void search_attributes_are_registered_with_their_types() {
    var keys =
        new SearchAttributeKey<?>[] {
          SearchAttributeKey.forText("text"), SearchAttributeKey.forKeyword("keyword"),
          SearchAttributeKey.forLong("int"), SearchAttributeKey.forDouble("double"),
          SearchAttributeKey.forBoolean("bool"), SearchAttributeKey.forInstant("datetime"),
          SearchAttributeKey.forKeywordList("list"),
        };
    try (var env =
        WorkflowEnvironment.startLocal(
            WorkflowEnvironmentOptions.defaults().withSearchAttributes(keys))) {
      var registered =
          OperatorServiceGrpc.newBlockingStub(env.client().channel())
              .listSearchAttributes(
                  ListSearchAttributesRequest.newBuilder().setNamespace("default").build());

      assertThat(registered.getCustomAttributesMap())
          .hasSize(7)
          .containsEntry("int", IndexedValueType.INDEXED_VALUE_TYPE_INT)
          .containsEntry("list", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST);
    }
  }

  @Test
  void an_interrupt_ends_a_sleep() {
    for (var env :
        new WorkflowEnvironment[] {
          WorkflowEnvironment.startTimeSkipping(), WorkflowEnvironment.startLocal()
        }) {
      try (env) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> env.sleep(Duration.ofDays(1)))
            .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @Test
  void opening_an_environment_takes_at_most_150_milliseconds() {
    WorkflowEnvironment.startTimeSkipping().close();
    var limit = Duration.ofMillis(150);
    var best = Duration.ofDays(1);
    // Whatever else the machine does, it leaves room for one of many.
    for (int i = 0; i < 100 && best.compareTo(limit) > 0; i++) {
      long before = System.nanoTime();
      try (var env = WorkflowEnvironment.startTimeSkipping()) {
        var _ = env.client();
        var took = Duration.ofNanos(System.nanoTime() - before);
        best = best.compareTo(took) < 0 ? best : took;
      }
    }

    assertThat(best).isLessThanOrEqualTo(limit);
  }

  @Workflow.Definition
  public static class Patient {
    @Workflow.Run
    public String run() {
      return Workflow.executeActivity(
          Slow::work, ActivityOptions.startToClose(Duration.ofHours(1)));
    }
  }

  public static class Slow {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @Activity.Definition
    public String work() {
      begun.countDown();
      await(end);
      return "well done";
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Worker sleeper(WorkflowEnvironment env) {
    return Worker.builder(env.client(), "queue").workflows(Sleeper.class).start();
  }

  private static WorkflowHandle<Sleeper, String> start(
      WorkflowEnvironment env, Worker worker, String id, Duration duration) {
    return env.client().startWorkflow(Sleeper::run, duration, options(id, worker));
  }

  private static WorkflowOptions options(String id, Worker worker) {
    return WorkflowOptions.of(id, worker.taskQueue());
  }

  private static void awaitTimer(WorkflowHandle<?, ?> run) {
    while (run.fetchHistory().events().stream()
        .noneMatch(e -> e.hasTimerStartedEventAttributes())) {
      Thread.onSpinWait();
    }
  }

  private static org.assertj.core.data.TemporalUnitOffset within(Duration duration) {
    return org.assertj.core.api.Assertions.within(duration.toSeconds(), ChronoUnit.SECONDS);
  }

  private static Instant inHours(int hours) {
    return Instant.now().plus(Duration.ofHours(hours));
  }
}
