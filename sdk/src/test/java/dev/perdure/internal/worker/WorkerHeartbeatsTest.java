package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.activity.Activity;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.worker.SlotSupplier;
import io.grpc.Status;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.enums.v1.WorkerStatus;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordWorkerHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerHeartbeatsTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final ScriptedServer server = new ScriptedServer();
  private final ManualTimers timers = new ManualTimers();
  private final TestWorkers workers = TestWorkers.with(new Failing());

  /// An activity that fails.
  public static class Failing {
    @Activity.Definition
    public void fail() {
      throw ApplicationFailure.of("no", "No");
    }
  }

  private RunningWorker start() {
    server.answer(
        DescribeNamespaceRequest.class,
        _ ->
            DescribeNamespaceResponse.newBuilder()
                .setNamespaceInfo(
                    NamespaceInfo.newBuilder()
                        .setCapabilities(
                            NamespaceInfo.Capabilities.newBuilder().setWorkerHeartbeats(true)))
                .build());
    workers.timers = timers;
    workers.heartbeatInterval = INTERVAL;
    return workers.start(server);
  }

  private WorkerHeartbeat next() throws InterruptedException {
    return server.next(RecordWorkerHeartbeatRequest.class).getWorkerHeartbeat(0);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_worker_tells_at_once_and_at_each_interval_how_it_is() throws InterruptedException {
    workers.activitySlots = SlotSupplier.fixedSize(1);
    RunningWorker worker = start();
    WorkerHeartbeat first = next();
    server.next(PollActivityTaskQueueRequest.class);
    server.giveActivity(
        PollActivityTaskQueueResponse.newBuilder()
            .setTaskToken(ScriptedServer.token("one"))
            .setActivityType(ActivityType.newBuilder().setName("fail"))
            .build());
    server.next(RespondActivityTaskFailedRequest.class);
    server.next(PollActivityTaskQueueRequest.class);
    while (timers.alarms() == 0) {
      Thread.onSpinWait();
    }

    timers.advance(INTERVAL);
    WorkerHeartbeat second = next();

    assertThat(first.getWorkerInstanceKey()).isEqualTo("key");
    assertThat(first.getWorkerIdentity()).isEqualTo("me");
    assertThat(first.getTaskQueue()).isEqualTo("queue");
    assertThat(first.getStatus()).isEqualTo(WorkerStatus.WORKER_STATUS_RUNNING);
    assertThat(first.getHostInfo().getProcessId())
        .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
    assertThat(first.hasElapsedSinceLastHeartbeat()).isFalse();
    assertThat(second.hasElapsedSinceLastHeartbeat()).isTrue();
    var slots = second.getActivityTaskSlotsInfo();
    assertThat(slots.getSlotSupplierKind()).isEqualTo("Fixed");
    assertThat(slots.getTotalProcessedTasks()).isEqualTo(1);
    assertThat(slots.getLastIntervalFailureTasks()).isEqualTo(1);
    assertThat(slots.getCurrentAvailableSlots()).isEqualTo(1);
    assertThat(second.getActivityPollerInfo().getCurrentPollers()).isEqualTo(1);
    assertThat(second.getActivityPollerInfo().hasLastSuccessfulPollTime()).isTrue();
    worker.stop();
  }

  @Test
  void the_last_goes_with_the_news_of_the_shutdown() throws InterruptedException {
    RunningWorker worker = start();
    next();

    worker.stop();

    var news = server.next(ShutdownWorkerRequest.class);
    assertThat(news.getWorkerHeartbeat().getStatus())
        .isEqualTo(WorkerStatus.WORKER_STATUS_SHUTTING_DOWN);
    assertThat(next().getStatus()).isEqualTo(WorkerStatus.WORKER_STATUS_SHUTDOWN);
  }

  @Test
  void a_server_that_takes_none_gets_no_more() throws InterruptedException {
    server.fail(RecordWorkerHeartbeatRequest.class, Status.UNIMPLEMENTED);
    RunningWorker worker = start();
    next();

    timers.advance(INTERVAL);

    assertThat(server.all(RecordWorkerHeartbeatRequest.class)).isEmpty();
    worker.stop();
  }

  @Test
  void without_an_interval_there_are_none() throws InterruptedException {
    workers.heartbeatInterval = Duration.ZERO;
    RunningWorker worker = workers.start(server);
    worker.stop();

    assertThat(server.next(ShutdownWorkerRequest.class).hasWorkerHeartbeat()).isFalse();
    assertThat(server.all(RecordWorkerHeartbeatRequest.class)).isEmpty();
  }
}
