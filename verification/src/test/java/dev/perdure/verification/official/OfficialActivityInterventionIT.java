package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import io.temporal.client.ActivityPausedException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.Priority;
import io.temporal.common.RetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Pauses and priorities of activities, as the official SDK's workers see them.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OfficialActivityInterventionIT {
  private static final String QUEUE = "work";
  private static final String SLOW_QUEUE = "slow";

  private final ServerUnderTest server = PerdureUnderTest.inMemory();
  private final Steps steps = new Steps();
  private final List<String> started = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set before every test
  private WorkflowServiceStubs service;

  @SuppressWarnings("NullAway.Init") // set before every test
  private WorkflowClient client;

  @SuppressWarnings("NullAway.Init") // set before every test
  private WorkerFactory factory;

  @WorkflowInterface
  public interface Patient {
    @WorkflowMethod
    String run();
  }

  @WorkflowInterface
  public interface Ranked {
    @WorkflowMethod
    void run();
  }

  @ActivityInterface
  public interface Work {
    String untilPaused();

    void note(int priority);
  }

  public static final class PatientImpl implements Patient {
    @Override
    public String run() {
      return Workflow.newActivityStub(
              Work.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofMinutes(1))
                  .setHeartbeatTimeout(Duration.ofSeconds(30))
                  .setRetryOptions(
                      RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(100)).build())
                  .build())
          .untilPaused();
    }
  }

  public static final class RankedImpl implements Ranked {
    @Override
    public void run() {
      Promise.allOf(
              Stream.of(5, 3, 1)
                  .map(priority -> Async.procedure(work(priority)::note, priority))
                  .toList())
          .get();
    }

    private static Work work(int priority) {
      return Workflow.newActivityStub(
          Work.class,
          ActivityOptions.newBuilder()
              .setTaskQueue(SLOW_QUEUE)
              .setStartToCloseTimeout(Duration.ofMinutes(1))
              .setPriority(Priority.newBuilder().setPriorityKey(priority).build())
              .build());
    }
  }

  public static final class Steps implements Work {
    final CountDownLatch running = new CountDownLatch(1);
    final AtomicInteger pauses = new AtomicInteger();
    final Queue<Integer> priorities = new ConcurrentLinkedQueue<>();

    @Override
    public String untilPaused() {
      var context = Activity.getExecutionContext();
      if (pauses.get() > 0) {
        return "attempt " + context.getInfo().getAttempt();
      }
      running.countDown();
      try {
        while (true) {
          context.heartbeat(null);
          TimeUnit.MILLISECONDS.sleep(20);
        }
      } catch (ActivityPausedException e) {
        pauses.incrementAndGet();
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void note(int priority) {
      priorities.add(priority);
    }
  }

  @BeforeEach
  void connect() {
    service =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(server.address()).build(),
            Duration.ofSeconds(30));
    client = WorkflowClient.newInstance(service);
    factory = WorkerFactory.newInstance(client);
    var worker =
        factory.newWorker(
            QUEUE,
            WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(100))
                .build());
    worker.registerWorkflowImplementationTypes(PatientImpl.class, RankedImpl.class);
    worker.registerActivitiesImplementations(steps);
    factory.start();
  }

  @AfterEach
  void close() throws Exception {
    factory.shutdownNow();
    for (var id : started) {
      WorkflowReplayer.replayWorkflowExecution(
          client.fetchHistory(id), PatientImpl.class, RankedImpl.class);
    }
    service.shutdownNow();
    server.close();
  }

  private WorkflowStub start(String type) {
    var stub =
        client.newUntypedWorkflowStub(
            type, WorkflowOptions.newBuilder().setWorkflowId(type).setTaskQueue(QUEUE).build());
    stub.start();
    started.add(type);
    return stub;
  }

  private List<PendingActivityInfo> pending(WorkflowStub workflow) {
    return service
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(workflow.getExecution())
                .build())
        .getPendingActivitiesList();
  }

  @Test
  void a_paused_activity_hears_of_it_and_goes_on_with_a_new_attempt() throws Exception {
    var workflow = start("Patient");
    steps.running.await();

    service
        .blockingStub()
        .pauseActivity(
            PauseActivityRequest.newBuilder()
                .setNamespace("default")
                .setExecution(workflow.getExecution())
                .setType("UntilPaused")
                .build());
    while (pending(workflow).getFirst().getState()
        != PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(steps.pauses).hasValue(1);
    service
        .blockingStub()
        .unpauseActivity(
            UnpauseActivityRequest.newBuilder()
                .setNamespace("default")
                .setExecution(workflow.getExecution())
                .setType("UntilPaused")
                .build());

    assertThat(workflow.getResult(String.class)).isEqualTo("attempt 2");
  }

  @Test
  void urgent_activities_are_given_to_a_worker_first() throws Exception {
    var workflow = start("Ranked");
    while (pending(workflow).size() < 3) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    var late = WorkerFactory.newInstance(client);
    late.newWorker(
            SLOW_QUEUE, WorkerOptions.newBuilder().setMaxConcurrentActivityExecutionSize(1).build())
        .registerActivitiesImplementations(steps);
    late.start();

    workflow.getResult(Void.class);

    assertThat(steps.priorities).containsExactly(1, 3, 5);
    late.shutdownNow();
  }
}
