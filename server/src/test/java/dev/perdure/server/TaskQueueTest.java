package dev.perdure.server;

import static dev.perdure.server.RawClient.scheduleActivity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.enums.v1.DescribeTaskQueueMode;
import io.temporal.api.enums.v1.RateLimitSource;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.enums.v1.WorkerStatus;
import io.temporal.api.taskqueue.v1.RateLimit;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import io.temporal.api.workflowservice.v1.CountWorkersRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkerRequest;
import io.temporal.api.workflowservice.v1.ListTaskQueuePartitionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkersRequest;
import io.temporal.api.workflowservice.v1.RecordWorkerHeartbeatRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import io.temporal.api.workflowservice.v1.UpdateTaskQueueConfigRequest;
import io.temporal.api.workflowservice.v1.UpdateTaskQueueConfigRequest.RateLimitUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is said of task queues and workers, and the order in which tasks leave.
@Timeout(30)
class TaskQueueTest {
  @TempDir Path directory;
  private PerdureServer server;
  private RawClient client;

  @BeforeEach
  void start() {
    server = PerdureServer.open(directory.resolve("db"));
    client = new RawClient(server.channel());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// An activity whose second attempt comes after the test.
  private static Command activity(String id, int priority) {
    var command = scheduleActivity(id).toBuilder();
    command
        .getScheduleActivityTaskCommandAttributesBuilder()
        .setRetryPolicy(RetryPolicy.newBuilder().setInitialInterval(RawClient.seconds(600)))
        .setPriority(Priority.newBuilder().setPriorityKey(priority));
    return command.build();
  }

  private static DescribeTaskQueueRequest.Builder description(TaskQueueType type) {
    return DescribeTaskQueueRequest.newBuilder()
        .setNamespace("default")
        .setTaskQueue(TaskQueue.newBuilder().setName(RawClient.QUEUE))
        .setTaskQueueType(type)
        .setReportStats(true)
        .setReportConfig(true);
  }

  private DescribeTaskQueueResponse activities() {
    return client
        .stub()
        .describeTaskQueue(description(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY).build());
  }

  @Test
  void urgent_activities_go_first_also_after_a_restart() {
    client.start("w");
    client.complete(
        client.pollWorkflowTask().getTaskToken(),
        activity("low", 5),
        activity("default", 0),
        activity("high", 1));

    assertThat(client.pollActivityTask().getActivityId()).isEqualTo("high");
    server.close();
    start();

    var order = new ArrayList<String>();
    // The two come back in one turn, before any poll is answered.
    while (activities().getStats().getApproximateBacklogCount() < 2) {
      Thread.onSpinWait();
    }
    order.add(client.pollActivityTask().getActivityId());
    order.add(client.pollActivityTask().getActivityId());
    assertThat(order).containsExactly("default", "low");
  }

  @Test
  void a_queue_is_described_by_its_pollers_and_its_backlog() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), activity("a", 2), activity("b", 0));

    var described = activities();

    assertThat(described.getStats().getApproximateBacklogCount()).isEqualTo(2);
    assertThat(described.getStats().getTasksAddRate()).isPositive();
    assertThat(described.getStatsByPriorityKeyMap()).containsOnlyKeys(2, 3);
    assertThat(described.getEffectiveRateLimit().getRateLimitSource())
        .isEqualTo(RateLimitSource.RATE_LIMIT_SOURCE_SYSTEM);
    assertThat(described.getPollersList()).isEmpty();

    client.pollActivityTask();
    described = activities();

    assertThat(described.getStats().getApproximateBacklogCount()).isEqualTo(1);
    assertThat(described.getStats().getTasksDispatchRate()).isPositive();
    assertThat(described.getPollersList()).hasSize(1);
    assertThat(described.getPollers(0).getRatePerSecond()).isEqualTo(100_000);
  }

  @Test
  @SuppressWarnings("deprecation") // The command line uses it.
  void the_older_form_tells_both_types() {
    client.start("w");

    var described =
        client
            .stub()
            .describeTaskQueue(
                description(TaskQueueType.TASK_QUEUE_TYPE_UNSPECIFIED)
                    .setApiMode(DescribeTaskQueueMode.DESCRIBE_TASK_QUEUE_MODE_ENHANCED)
                    .setReportPollers(true)
                    .build());

    assertThat(
            described
                .getVersionsInfoOrThrow("")
                .getTypesInfoOrThrow(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW_VALUE)
                .getStats()
                .getApproximateBacklogCount())
        .isEqualTo(1);
    assertThat(described.getVersionsInfoOrThrow("").getTypesInfoMap()).containsOnlyKeys(1, 2);
  }

  @Test
  void the_tasks_of_a_run_that_was_terminated_wait_no_longer() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), activity("a", 0));
    assertThat(activities().getStats().getApproximateBacklogCount()).isEqualTo(1);

    client.terminate("w");

    assertThat(activities().getStats().getApproximateBacklogCount()).isZero();
  }

  private static UpdateTaskQueueConfigRequest.Builder limit(TaskQueueType type, float rate) {
    return UpdateTaskQueueConfigRequest.newBuilder()
        .setNamespace("default")
        .setTaskQueue(RawClient.QUEUE)
        .setTaskQueueType(type)
        .setIdentity("me")
        .setUpdateQueueRateLimit(
            RateLimitUpdate.newBuilder()
                .setReason("why")
                .setRateLimit(RateLimit.newBuilder().setRequestsPerSecond(rate)));
  }

  @Test
  void an_operators_limit_holds_back_activities_also_after_a_restart() {
    var set =
        client
            .stub()
            .updateTaskQueueConfig(limit(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, 0).build());
    assertThat(set.getConfig().getQueueRateLimit().getMetadata().getReason()).isEqualTo("why");
    server.close();
    start();
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), activity("a", 0));

    var held = CompletableFuture.supplyAsync(client::pollActivityTask);
    while (activities().getPollersList().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(activities().getEffectiveRateLimit().getRateLimitSource())
        .isEqualTo(RateLimitSource.RATE_LIMIT_SOURCE_API);
    assertThat(activities().getConfig()).isEqualTo(set.getConfig());
    assertThat(held).isNotDone();

    client
        .stub()
        .updateTaskQueueConfig(
            limit(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, 0)
                .setUpdateQueueRateLimit(RateLimitUpdate.getDefaultInstance())
                .build());

    assertThat(held.orTimeout(10, TimeUnit.SECONDS).join().getActivityId()).isEqualTo("a");
  }

  @Test
  void limits_that_make_no_sense_are_refused() {
    assertThatThrownBy(
            () ->
                client
                    .stub()
                    .updateTaskQueueConfig(
                        limit(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, 1).build()))
        .hasMessage("INVALID_ARGUMENT: Setting rate limit on workflow task queues is not allowed.");
    assertThatThrownBy(
            () ->
                client
                    .stub()
                    .updateTaskQueueConfig(
                        limit(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, -1).build()))
        .hasMessage(
            "INVALID_ARGUMENT: RequestsPerSecond for UpdateQueueRateLimit rate limit must be"
                + " non-negative.");
    assertThatThrownBy(
            () ->
                client
                    .stub()
                    .updateTaskQueueConfig(
                        limit(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, 1)
                            .putSetFairnessWeightOverrides("k", 1)
                            .addUnsetFairnessWeightOverrides("k")
                            .build()))
        .hasMessage(
            "INVALID_ARGUMENT: fairness weight override key \"k\" present in both set and unset"
                + " lists");
  }

  @Test
  void a_queue_is_one_partition() {
    var partitions =
        client
            .stub()
            .listTaskQueuePartitions(
                ListTaskQueuePartitionsRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskQueue(TaskQueue.newBuilder().setName("q"))
                    .build());

    assertThat(partitions.getActivityTaskQueuePartitions(0).getKey()).isEqualTo("q");
    assertThat(partitions.getWorkflowTaskQueuePartitionsCount()).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("deprecation") // The older list of whole heartbeats.
  void workers_are_listed_while_they_report() {
    var beat =
        WorkerHeartbeat.newBuilder()
            .setWorkerInstanceKey("w1")
            .setTaskQueue("q")
            .setStatus(WorkerStatus.WORKER_STATUS_RUNNING)
            .build();
    client
        .stub()
        .recordWorkerHeartbeat(
            RecordWorkerHeartbeatRequest.newBuilder()
                .setNamespace("default")
                .addWorkerHeartbeat(beat)
                .addWorkerHeartbeat(beat.toBuilder().setWorkerInstanceKey("w2"))
                .build());
    var list = ListWorkersRequest.newBuilder().setNamespace("default");

    var first = client.stub().listWorkers(list.setPageSize(1).build());
    var second = client.stub().listWorkers(list.setNextPageToken(first.getNextPageToken()).build());

    assertThat(first.getWorkersInfo(0).getWorkerHeartbeat()).isEqualTo(beat);
    assertThat(second.getWorkers(0).getWorkerInstanceKey()).isEqualTo("w2");
    assertThat(second.getNextPageToken()).isEmpty();
    assertThat(
            client
                .stub()
                .countWorkers(
                    CountWorkersRequest.newBuilder()
                        .setNamespace("default")
                        .setQuery("WorkerInstanceKey = 'w2'")
                        .build())
                .getCount())
        .isEqualTo(1);
    assertThat(
            client
                .stub()
                .describeWorker(
                    DescribeWorkerRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkerInstanceKey("w1")
                        .build())
                .getWorkerInfo()
                .getWorkerHeartbeat())
        .isEqualTo(beat);

    client
        .stub()
        .shutdownWorker(
            ShutdownWorkerRequest.newBuilder()
                .setNamespace("default")
                .setWorkerInstanceKey("w1")
                .setWorkerHeartbeat(beat.toBuilder().setStatus(WorkerStatus.WORKER_STATUS_SHUTDOWN))
                .build());

    assertThatThrownBy(
            () ->
                client
                    .stub()
                    .describeWorker(
                        DescribeWorkerRequest.newBuilder()
                            .setNamespace("default")
                            .setWorkerInstanceKey("w1")
                            .build()))
        .hasMessage("NOT_FOUND: Worker w1 not found");
  }

  @Test
  void tools_can_ask_for_the_services_and_their_messages() {
    var answers = new CompletableFuture<ServerReflectionResponse>();
    var requests =
        ServerReflectionGrpc.newStub(server.channel())
            .serverReflectionInfo(
                new StreamObserver<ServerReflectionResponse>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answers.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answers.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("temporal.api.workflowservice.v1.WorkflowService")
            .build());

    assertThat(
            answers
                .orTimeout(10, TimeUnit.SECONDS)
                .join()
                .getFileDescriptorResponse()
                .getFileDescriptorProtoCount())
        .isPositive();
    requests.onCompleted();
  }
}
