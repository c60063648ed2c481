package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.activity.Activity;
import dev.perdure.internal.rpc.ClosedException;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.worker.PollerBehavior;
import dev.perdure.worker.SlotSupplier;
import dev.perdure.worker.WorkerException;
import io.grpc.Status;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.taskqueue.v1.PollerScalingDecision;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunningWorkerTest {
  private final ScriptedServer server = new ScriptedServer();

  /// An activity that does nothing.
  public static class Idle {
    @Activity.Definition
    public void idle() {}
  }

  private final TestWorkers workers = TestWorkers.with(new Idle());

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_missing_namespace_is_said_at_the_start() {
    server.fail(DescribeNamespaceRequest.class, Status.NOT_FOUND);

    assertThatThrownBy(() -> workers.start(server))
        .isInstanceOf(WorkerException.class)
        .hasMessageStartingWith("There is no namespace \"default\" on the server.");
  }

  @Test
  void a_server_that_does_not_describe_namespaces_is_no_obstacle() throws InterruptedException {
    server.fail(DescribeNamespaceRequest.class, Status.UNIMPLEMENTED);

    RunningWorker worker = workers.start(server);

    server.next(PollActivityTaskQueueRequest.class);
    worker.stop();
  }

  @Test
  void only_the_queues_that_are_needed_are_polled() throws InterruptedException {
    RunningWorker worker = workers.start(server);

    var poll = server.next(PollActivityTaskQueueRequest.class);
    worker.stop();

    assertThat(poll.getIdentity()).isEqualTo("me");
    assertThat(poll.getWorkerInstanceKey()).isEqualTo("key");
    assertThat(server.all(PollWorkflowTaskQueueRequest.class)).isEmpty();
  }

  @Test
  void a_stop_tells_the_server_and_ends_the_polls() throws InterruptedException {
    RunningWorker worker = workers.start(server);
    server.next(PollActivityTaskQueueRequest.class);

    worker.stop();

    var shutdown = server.next(ShutdownWorkerRequest.class);
    assertThat(shutdown.getStickyTaskQueue()).isEqualTo("me-sticky");
    assertThat(shutdown.getTaskQueueTypesList())
        .containsExactly(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY);
    assertThat(worker.isRunning()).isFalse();
    worker.stop();
    worker.join();
    assertThat(server.all(ShutdownWorkerRequest.class)).isEmpty();
  }

  @Test
  void a_task_that_comes_while_the_server_ends_the_polls_is_not_lost() throws InterruptedException {
    server.answer(
        DescribeNamespaceRequest.class,
        _ ->
            DescribeNamespaceResponse.newBuilder()
                .setNamespaceInfo(
                    NamespaceInfo.newBuilder()
                        .setCapabilities(
                            NamespaceInfo.Capabilities.newBuilder()
                                .setWorkerPollCompleteOnShutdown(true)))
                .build());
    server.answer(
        ShutdownWorkerRequest.class,
        _ -> {
          server.giveActivity(
              PollActivityTaskQueueResponse.newBuilder()
                  .setTaskToken(ScriptedServer.token("last"))
                  .build());
          return ShutdownWorkerResponse.getDefaultInstance();
        });
    RunningWorker worker = workers.start(server);
    server.next(PollActivityTaskQueueRequest.class);

    worker.stop();

    var report = server.next(RespondActivityTaskFailedRequest.class);
    assertThat(report.getTaskToken().toStringUtf8()).isEqualTo("last");
  }

  /// An activity that lasts until the test says otherwise.
  public static class Lasting {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);

    @Activity.Definition
    public void last() throws InterruptedException {
      begun.countDown();
      end.await();
    }
  }

  @Test
  void a_poller_that_waits_for_a_slot_does_not_poll_once_the_worker_stops() throws Exception {
    var lasting = new Lasting();
    workers.registry.activities(lasting);
    workers.activitySlots = SlotSupplier.fixedSize(1);
    workers.gracefulShutdown = Duration.ofSeconds(20);
    RunningWorker worker = workers.start(server);
    server.giveActivity(
        PollActivityTaskQueueResponse.newBuilder()
            .setTaskToken(ScriptedServer.token("one"))
            .setActivityType(ActivityType.newBuilder().setName("last"))
            .build());
    lasting.begun.await();
    server.next(PollActivityTaskQueueRequest.class);

    Thread stopping = Thread.startVirtualThread(worker::stop);
    server.next(ShutdownWorkerRequest.class);
    lasting.end.countDown();
    stopping.join();

    server.next(RespondActivityTaskCompletedRequest.class);
    assertThat(server.all(PollActivityTaskQueueRequest.class)).isEmpty();
  }

  @Test
  void a_passing_refusal_right_after_the_start_is_waited_out() throws InterruptedException {
    server.fail(PollActivityTaskQueueRequest.class, Status.PERMISSION_DENIED);
    RunningWorker worker = workers.start(server);

    server.next(PollActivityTaskQueueRequest.class);
    server.next(PollActivityTaskQueueRequest.class);

    assertThat(workers.fatal.poll(0, TimeUnit.SECONDS)).isNull();
    worker.stop();
  }

  @Test
  void a_worker_stops_when_its_client_is_closed() throws InterruptedException {
    Rpc rpc = server.rpc();
    RunningWorker worker = workers.start(rpc);
    server.next(PollActivityTaskQueueRequest.class);

    rpc.close();

    assertThat(workers.fatal.poll(10, TimeUnit.SECONDS)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(worker::join)
        .isInstanceOf(WorkerException.class)
        .hasMessage(
            "The worker for \"queue\" could not go on: CANCELLED: The client of localhost is"
                + " closed.");
  }

  @Test
  void another_clients_connection_takes_over_and_the_old_one_can_be_closed()
      throws InterruptedException {
    Rpc old = server.rpc();
    RunningWorker worker = workers.start(old);
    server.next(PollActivityTaskQueueRequest.class);

    worker.replaceConnection(server.rpc());
    old.close();

    server.next(PollActivityTaskQueueRequest.class);
    assertThat(worker.isRunning()).isTrue();
    worker.stop();
    assertThat(workers.fatal).isEmpty();
    assertThat(worker.isStopped()).isTrue();
  }

  @Test
  void the_polls_follow_what_the_server_says() throws InterruptedException {
    workers.activityPollers = PollerBehavior.autoscaling(1, 4, 1);
    RunningWorker worker = workers.start(server);
    server.next(PollActivityTaskQueueRequest.class);

    server.giveActivity(task("one", 2));

    for (int i = 0; i < 3; i++) {
      server.next(PollActivityTaskQueueRequest.class);
    }
    assertThat(server.all(PollActivityTaskQueueRequest.class)).isEmpty();
    worker.stop();
  }

  private static PollActivityTaskQueueResponse task(String token, int morePolls) {
    return PollActivityTaskQueueResponse.newBuilder()
        .setTaskToken(ScriptedServer.token(token))
        .setPollerScalingDecision(
            PollerScalingDecision.newBuilder().setPollRequestDeltaSuggestion(morePolls))
        .build();
  }

  @Test
  void a_worker_without_remote_activities_polls_for_none() {
    workers.remoteActivities = false;
    RunningWorker worker = workers.start(server);

    worker.stop();

    assertThat(server.all(PollActivityTaskQueueRequest.class)).isEmpty();
  }

  @Test
  void a_refusal_later_on_stops_the_worker() throws InterruptedException {
    var timers = new ManualTimers();
    workers.timers = timers;
    RunningWorker worker = workers.start(server);
    server.next(PollActivityTaskQueueRequest.class);
    timers.advance(Duration.ofSeconds(60));

    server.fail(PollActivityTaskQueueRequest.class, Status.PERMISSION_DENIED);
    server.endPolls();

    assertThat(workers.fatal.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThatThrownBy(worker::join)
        .isInstanceOf(WorkerException.class)
        .hasMessage("The worker for \"queue\" could not go on: PERMISSION_DENIED");
    assertThat(worker.isRunning()).isFalse();
  }
}
