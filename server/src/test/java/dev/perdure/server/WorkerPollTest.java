package dev.perdure.server;

import static dev.perdure.server.RawClient.QUEUE;
import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.scheduleActivity;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DoubleValue;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueueMetadata;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Polls of workers, over the in-process channel.
@Timeout(30)
class WorkerPollTest {
  private final PerdureServer server = PerdureServer.inMemory();
  private final RawClient client = new RawClient(server.channel());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_workflow_runs_from_start_to_result() {
    client.start("w");
    var first = client.pollWorkflowTask();
    client.complete(first.getTaskToken(), scheduleActivity("a"));
    var activity = client.pollActivityTask();
    client.completeActivity(activity.getTaskToken(), "result");
    var second = client.pollWorkflowTask();
    client.complete(second.getTaskToken(), completeWorkflow("done"));

    assertThat(client.closeEvent("w").getWorkflowExecutionCompletedEventAttributes().getResult())
        .isEqualTo(RawClient.payloads("done"));
    assertThat(client.history("w"))
        .extracting(event -> event.getEventType())
        .containsExactly(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }

  @Test
  void a_poll_that_waits_gets_the_task_of_a_new_workflow() throws Exception {
    var poll = park(QUEUE, "");

    client.start("w");

    assertThat(poll.get(10, TimeUnit.SECONDS).getWorkflowExecution().getWorkflowId())
        .isEqualTo("w");
  }

  @Test
  void a_poll_is_answered_empty_before_its_deadline() {
    // A call whose deadline has passed is no answer: it would throw.
    var response =
        WorkflowServiceGrpc.newBlockingStub(server.channel())
            .withDeadlineAfter(1500, TimeUnit.MILLISECONDS)
            .pollWorkflowTaskQueue(pollRequest("nothing", ""));

    assertThat(response).isEqualTo(PollWorkflowTaskQueueResponse.getDefaultInstance());
  }

  @Test
  void the_task_of_a_cancelled_poll_is_not_lost() {
    park(QUEUE, "").cancel(false);

    var _ =
        client
            .stub()
            .startWorkflowExecution(
                RawClient.startRequest("w").setWorkflowTaskTimeout(RawClient.seconds(1)).build());
    var task = client.pollWorkflowTask();

    // The second attempt if the cancellation came only after the poll had been given the task.
    assertThat(task.getWorkflowExecution().getWorkflowId()).isEqualTo("w");
    assertThat(task.getAttempt()).isLessThanOrEqualTo(2);
  }

  @Test
  void a_worker_that_shuts_down_gets_its_polls_back_at_once() throws Exception {
    var ofWorker = park(QUEUE, "key");
    var ofOther = park("other", "other-key");

    var _ =
        client
            .stub()
            .shutdownWorker(
                ShutdownWorkerRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkerInstanceKey("key")
                    .build());

    assertThat(ofWorker.get(10, TimeUnit.SECONDS))
        .isEqualTo(PollWorkflowTaskQueueResponse.getDefaultInstance());
    assertThat(ofOther.isDone()).isFalse();
    // Nor does a poll wait that was on its way.
    assertThat(park(QUEUE, "key").get(10, TimeUnit.SECONDS))
        .isEqualTo(PollWorkflowTaskQueueResponse.getDefaultInstance());
  }

  @Test
  void a_closing_server_answers_polls_empty() throws Exception {
    var poll = park(QUEUE, "");

    server.close();

    assertThat(poll.get(10, TimeUnit.SECONDS))
        .isEqualTo(PollWorkflowTaskQueueResponse.getDefaultInstance());
  }

  @Test
  void a_sticky_worker_gets_only_what_it_has_not_seen() {
    parkSticky("sticky");
    client.start("w");
    var first = client.pollWorkflowTask();
    client.completeSticky(first.getTaskToken(), "sticky");
    client.signal("w", "s");

    var second = client.pollSticky("sticky");

    assertThat(second.getPreviousStartedEventId()).isEqualTo(3);
    assertThat(second.getHistory().getEvents(0).getEventId()).isEqualTo(4);
  }

  @Test
  void a_sticky_task_goes_to_all_workers_when_its_worker_is_not_there() {
    client.start("w");
    var first = client.pollWorkflowTask();
    client.completeSticky(first.getTaskToken(), "nobody-polls-this");
    client.signal("w", "s");

    var second = client.pollWorkflowTask();

    assertThat(second.getHistory().getEvents(0).getEventId()).isEqualTo(1);
  }

  @Test
  void a_sticky_task_goes_to_all_workers_when_its_worker_shuts_down() {
    parkSticky("sticky");
    client.start("w");
    var first = client.pollWorkflowTask();
    client.completeSticky(first.getTaskToken(), "sticky");
    client.signal("w", "s");

    var _ =
        client
            .stub()
            .shutdownWorker(
                ShutdownWorkerRequest.newBuilder()
                    .setNamespace("default")
                    .setStickyTaskQueue("sticky")
                    .build());
    var second = client.pollWorkflowTask();

    assertThat(second.getHistory().getEvents(0).getEventId()).isEqualTo(1);
  }

  @Test
  void activities_are_given_out_no_faster_than_their_worker_asks_for() {
    client.start("w");
    client.complete(
        client.pollWorkflowTask().getTaskToken(), scheduleActivity("a"), scheduleActivity("b"));
    var request =
        PollActivityTaskQueueRequest.newBuilder()
            .setNamespace("default")
            .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
            .setTaskQueueMetadata(
                TaskQueueMetadata.newBuilder().setMaxTasksPerSecond(DoubleValue.of(1)))
            .build();

    long begun = System.nanoTime();
    var _ = client.stub().pollActivityTaskQueue(request);
    var _ = client.stub().pollActivityTaskQueue(request);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void a_thousand_parked_polls_cost_no_threads() throws Exception {
    int before = Thread.activeCount();
    var polls = new ArrayList<Future<PollWorkflowTaskQueueResponse>>();
    for (int i = 0; i < 1_000; i++) {
      polls.add(park(QUEUE, ""));
    }

    // gRPC may start threads meanwhile, but not one for each.
    assertThat(Thread.activeCount()).isLessThan(before + 100);
    client.start("w");
    assertThat(polls.getFirst().get(10, TimeUnit.SECONDS).getWorkflowExecution().getWorkflowId())
        .isEqualTo("w");
  }

  /// Lets a sticky queue have been polled, so that it counts as alive.
  private void parkSticky(String name) {
    var _ =
        WorkflowServiceGrpc.newBlockingStub(server.channel())
            .withDeadlineAfter(1500, TimeUnit.MILLISECONDS)
            .pollWorkflowTaskQueue(
                pollRequest(name, "").toBuilder()
                    .setTaskQueue(RawClient.stickyQueue(name))
                    .build());
  }

  /// Polls without waiting for the answer. A call in the process is served by the thread that makes
  /// it, once the channel is connected: the poll is parked when this returns.
  private Future<PollWorkflowTaskQueueResponse> park(String queue, String workerInstanceKey) {
    var _ = client.stub().getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
    return WorkflowServiceGrpc.newFutureStub(server.channel())
        .pollWorkflowTaskQueue(pollRequest(queue, workerInstanceKey));
  }

  private static PollWorkflowTaskQueueRequest pollRequest(String queue, String workerInstanceKey) {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace("default")
        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
        .setWorkerInstanceKey(workerInstanceKey)
        .build();
  }
}
