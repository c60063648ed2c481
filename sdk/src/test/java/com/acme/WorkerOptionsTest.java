package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.replay.HistoryBuilder;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerBuilder;
import dev.perdure.worker.WorkerException;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.history.v1.History;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatResponse;
import io.temporal.api.workflowservice.v1.RecordWorkerHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RecordWorkerHeartbeatResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What a builder is told arrives where it should: at the server, or at the code.
@Timeout(60)
class WorkerOptionsTest {
  /// Schedules five activities, or has a bug.
  @Workflow.Definition
  public static class Five {
    @Workflow.Run
    public void run(boolean bug) {
      if (bug) {
        throw new IllegalStateException("a bug");
      }
      for (int i = 0; i < 5; i++) {
        Workflow.startActivity(Beats::beat, ActivityOptions.startToClose(Duration.ofSeconds(10)));
      }
      Workflow.await(() -> false);
    }
  }

  /// Heartbeats twice, and waits.
  public static class Beats {
    private final CountDownLatch enough = new CountDownLatch(1);

    @Activity.Definition
    public void beat() throws InterruptedException {
      Activity.heartbeat(1);
      Activity.heartbeat(2);
      enough.await();
    }
  }

  private final Beats beats = new Beats();
  private ScriptedServer server;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
    client = server.client();
    server.answer("ShutdownWorker", ShutdownWorkerResponse.getDefaultInstance());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private WorkerBuilder builder() {
    return builder(NamespaceInfo.getDefaultInstance());
  }

  private WorkerBuilder builder(NamespaceInfo namespace) {
    server.answer(
        "DescribeNamespace",
        DescribeNamespaceResponse.newBuilder().setNamespaceInfo(namespace).build());
    return Worker.builder(client, "queue").workflows(Five.class).activities(beats);
  }

  /// What the worker answers to the first task of a workflow.
  private RespondWorkflowTaskCompletedRequest answer(
      boolean bug, UnaryOperator<WorkerBuilder> options) throws InterruptedException {
    var history =
        new HistoryBuilder().started("Five", DataConverter.defaults().encodeAll(bug)).taskStarted();
    server.answer(
        "PollWorkflowTaskQueue",
        PollWorkflowTaskQueueResponse.newBuilder()
            .setTaskToken(ByteString.copyFromUtf8("token"))
            .setWorkflowType(WorkflowType.newBuilder().setName("Five"))
            .setWorkflowExecution(
                WorkflowExecution.newBuilder().setWorkflowId("five").setRunId("run"))
            .setAttempt(1)
            .setStartedEventId(history.last())
            .setHistory(History.newBuilder().addAllEvents(history.events()))
            .build());
    server.answer(
        "RespondWorkflowTaskCompleted", RespondWorkflowTaskCompletedResponse.getDefaultInstance());
    try (var _ = options.apply(builder()).start()) {
      server.await(RespondWorkflowTaskCompletedRequest.class, 1);
    }
    return server.request(RespondWorkflowTaskCompletedRequest.class);
  }

  static Stream<Arguments> eagerness() {
    return Stream.of(
        arguments(3, options(builder -> builder)),
        arguments(1, options(b -> b.maxEagerActivityReservationsPerWorkflowTask(1))),
        arguments(0, options(b -> b.disableEagerActivityExecution(true))),
        arguments(0, options(b -> b.maxTaskQueueActivitiesPerSecond(5))),
        arguments(0, options(b -> b.noRemoteActivities(true))));
  }

  private static UnaryOperator<WorkerBuilder> options(UnaryOperator<WorkerBuilder> options) {
    return options;
  }

  @ParameterizedTest
  @MethodSource("eagerness")
  void so_many_activities_are_asked_for_at_once(int number, UnaryOperator<WorkerBuilder> options)
      throws InterruptedException {
    assertThat(answer(false, options).getCommandsList())
        .hasSize(5)
        .filteredOn(c -> c.getScheduleActivityTaskCommandAttributes().getRequestEagerExecution())
        .hasSize(number);
  }

  @Test
  void tasks_of_cached_runs_wait_for_their_worker_for_a_time() throws InterruptedException {
    var sticky =
        answer(false, b -> b.stickyQueueScheduleToStartTimeout(Duration.ofSeconds(7)))
            .getStickyAttributes();

    assertThat(sticky.getScheduleToStartTimeout().getSeconds()).isEqualTo(7);
  }

  @Test
  void exceptions_of_these_types_fail_the_workflow() throws InterruptedException {
    var answer = answer(true, b -> b.workflowFailureExceptionTypes(IllegalStateException.class));

    assertThat(answer.getCommands(0).getCommandType())
        .isEqualTo(CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION);
  }

  @Test
  void polls_say_who_asks_and_how_fast_the_server_may_give() throws InterruptedException {
    var builder =
        builder()
            .identity("me")
            .maxTaskQueueActivitiesPerSecond(5)
            .maxConcurrentActivityTaskPolls(2)
            .maxConcurrentWorkflowTaskPolls(4)
            .nonstickyToStickyPollRatio(0.5);
    try (var _ = builder.start()) {
      server.await(PollActivityTaskQueueRequest.class, 2);
      server.await(PollWorkflowTaskQueueRequest.class, 4);
    }

    assertThat(server.requests(PollActivityTaskQueueRequest.class))
        .hasSize(2)
        .allSatisfy(
            poll -> {
              assertThat(poll.getIdentity()).isEqualTo("me");
              assertThat(poll.getTaskQueueMetadata().getMaxTasksPerSecond().getValue())
                  .isEqualTo(5);
            });
    assertThat(server.requests(PollWorkflowTaskQueueRequest.class))
        .hasSize(4)
        .filteredOn(poll -> poll.getTaskQueue().getNormalName().isEmpty())
        .hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "8, 5", "24, 12", "100, 20"})
  void half_of_many_slots_are_left_to_activities_that_come_eagerly(int slots, int polls)
      throws InterruptedException {
    try (var _ = builder().maxConcurrentActivities(slots).start()) {
      server.await(PollActivityTaskQueueRequest.class, polls);
    }

    assertThat(server.requests(PollActivityTaskQueueRequest.class)).hasSize(polls);
  }

  static Stream<UnaryOperator<WorkerBuilder>> limits() {
    return Stream.of(b -> b.maxConcurrentActivities(1), b -> b.maxActivitiesPerSecond(0.001));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void polls_wait_for_a_slot_and_for_the_rate(UnaryOperator<WorkerBuilder> options)
      throws InterruptedException {
    try (var _ = options.apply(builder()).start()) {
      server.await(PollWorkflowTaskQueueRequest.class, 5);
      server.await(PollActivityTaskQueueRequest.class, 1);
    }

    assertThat(server.requests(PollActivityTaskQueueRequest.class)).hasSize(1);
  }

  @Test
  void a_worker_that_takes_no_activities_asks_for_none() throws InterruptedException {
    try (var _ = builder().noRemoteActivities(true).start()) {
      server.await(PollWorkflowTaskQueueRequest.class, 5);
    }

    assertThat(server.requests(PollActivityTaskQueueRequest.class)).isEmpty();
  }

  /// An activity that heartbeats twice, and answers for it.
  private void giveActivity(long heartbeatTimeout) {
    var heard = RecordActivityTaskHeartbeatResponse.getDefaultInstance();
    server.answer("RecordActivityTaskHeartbeat", heard, heard);
    server.answer(
        "RespondActivityTaskCompleted", RespondActivityTaskCompletedResponse.getDefaultInstance());
    server.answer(
        "PollActivityTaskQueue",
        PollActivityTaskQueueResponse.newBuilder()
            .setTaskToken(ByteString.copyFromUtf8("token"))
            .setActivityType(ActivityType.newBuilder().setName("beat"))
            .setAttempt(1)
            .setHeartbeatTimeout(Durations.fromSeconds(heartbeatTimeout))
            .build());
  }

  static Stream<Arguments> throttles() {
    var soon = Duration.ofMillis(1);
    return Stream.of(
        arguments(0, options(b -> b.defaultHeartbeatThrottleInterval(soon))),
        arguments(3600, options(b -> b.maxHeartbeatThrottleInterval(soon))));
  }

  @ParameterizedTest
  @MethodSource("throttles")
  void the_next_heartbeat_leaves_when_the_interval_is_over(
      long heartbeatTimeout, UnaryOperator<WorkerBuilder> options) throws InterruptedException {
    giveActivity(heartbeatTimeout);

    try (var _ = options.apply(builder()).start()) {
      server.await(RecordActivityTaskHeartbeatRequest.class, 2);
      beats.enough.countDown();
    }
  }

  @Test
  void a_worker_tells_how_it_is_at_each_interval() throws InterruptedException {
    var heard = RecordWorkerHeartbeatResponse.getDefaultInstance();
    server.answer(
        "RecordWorkerHeartbeat", Collections.nCopies(10_000, heard).toArray(Message[]::new));

    var namespace = NamespaceInfo.newBuilder();
    namespace.getCapabilitiesBuilder().setWorkerHeartbeats(true);

    var builder =
        builder(namespace.build())
            .workerHeartbeatInterval(Duration.ofMillis(1))
            .maxConcurrentWorkflowTasks(6)
            .maxConcurrentActivities(7)
            .maxConcurrentLocalActivities(8);
    try (var _ = builder.start()) {
      server.await(RecordWorkerHeartbeatRequest.class, 3);
    }

    var heartbeat =
        server.requests(RecordWorkerHeartbeatRequest.class).getFirst().getWorkerHeartbeat(0);
    assertThat(heartbeat.getWorkflowTaskSlotsInfo().getCurrentAvailableSlots()).isEqualTo(6);
    assertThat(heartbeat.getActivityTaskSlotsInfo().getCurrentAvailableSlots()).isEqualTo(7);
    assertThat(heartbeat.getLocalActivitySlotsInfo().getCurrentAvailableSlots()).isEqualTo(8);
  }

  @Test
  void run_ends_in_good_order_when_its_thread_is_interrupted() throws Exception {
    giveActivity(0);
    var builder =
        builder()
            .gracefulShutdownTimeout(Duration.ofSeconds(30))
            .defaultHeartbeatThrottleInterval(Duration.ofMillis(1));
    var thread = Thread.ofPlatform().start(builder::run);
    server.await(RecordActivityTaskHeartbeatRequest.class, 2);

    thread.interrupt();
    server.await(ShutdownWorkerRequest.class, 1);
    beats.enough.countDown();
    thread.join();

    assertThat(server.requests(RespondActivityTaskCompletedRequest.class)).hasSize(1);
  }

  @Test
  void run_throws_why_the_worker_cannot_go_on() throws Exception {
    BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
    var builder = builder().onFatalError(told::add);
    var running = CompletableFuture.runAsync(builder::run);
    server.await(PollWorkflowTaskQueueRequest.class, 1);

    client.close();

    assertThatThrownBy(running::join)
        .cause()
        .isInstanceOf(WorkerException.class)
        .hasMessageStartingWith("The worker for \"queue\" could not go on: ")
        .hasCause(told.take());
  }
}
