package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.server.TimeSkippingMode;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.testservice.v1.LockTimeSkippingRequest;
import io.temporal.api.testservice.v1.SleepRequest;
import io.temporal.api.testservice.v1.UnlockTimeSkippingRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.serviceclient.TestServiceStubs;
import io.temporal.serviceclient.TestServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The official SDK, with the stubs of its own test environment, steers the time of our server.
@Timeout(120)
class OfficialTimeSkippingIT {
  private static final String QUEUE = "work";

  private PerdureServer server;
  private WorkflowServiceStubs stubs;
  private TestServiceStubs time;
  private WorkflowClient client;
  private WorkerFactory workers;

  /// Waits for days between the attempts of an activity, and then for a year.
  @WorkflowInterface
  public interface Patient {
    @WorkflowMethod
    String run();
  }

  @ActivityInterface
  public interface Flaky {
    String tried();
  }

  /// Sleeps between and after everything.
  public static final class PatientWorkflow implements Patient {
    private final Flaky flaky =
        Workflow.newActivityStub(
            Flaky.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofSeconds(10))
                .setHeartbeatTimeout(Duration.ofSeconds(5))
                .setRetryOptions(
                    RetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofDays(1))
                        .setMaximumInterval(Duration.ofDays(10))
                        .build())
                .build());

    @Override
    public String run() {
      long begun = Workflow.currentTimeMillis();
      var tried = flaky.tried();
      Workflow.sleep(Duration.ofDays(365));
      long days = Duration.ofMillis(Workflow.currentTimeMillis() - begun).toDays();
      return tried + " in " + days + " days";
    }
  }

  private static final class FlakyActivity implements Flaky {
    private final AtomicInteger tries = new AtomicInteger();

    @Override
    public String tried() {
      int tried = tries.incrementAndGet();
      if (tried < 3) {
        throw new IllegalStateException("not yet");
      }
      return tried + " tries";
    }
  }

  @BeforeEach
  void start() {
    server =
        PerdureServer.inMemory(ServerOptions.defaults().withTimeSkipping(TimeSkippingMode.LOCKED));
    var options =
        WorkflowServiceStubsOptions.newBuilder()
            .setChannel(server.channel())
            .validateAndBuildWithDefaults();
    stubs = WorkflowServiceStubs.newServiceStubs(options);
    time =
        TestServiceStubs.newServiceStubs(
            TestServiceStubsOptions.newBuilder(options).validateAndBuildWithDefaults());
    client = WorkflowClient.newInstance(stubs);
    workers = WorkerFactory.newInstance(client);
    var worker = workers.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(PatientWorkflow.class);
    worker.registerActivitiesImplementations(new FlakyActivity());
    workers.start();
  }

  @AfterEach
  void stop() throws Exception {
    workers.shutdownNow();
    workers.awaitTermination(10, TimeUnit.SECONDS);
    WorkflowReplayer.replayWorkflowExecution(client.fetchHistory("patient"), PatientWorkflow.class);
    stubs.shutdownNow();
    time.shutdownNow();
    server.close();
  }

  @Test
  void a_year_with_retries_ends_at_once_while_time_is_unlocked() {
    var before = now();
    unlock();
    var result = workflow().run();
    lock();

    assertThat(result).isEqualTo("3 tries in 368 days");
    assertThat(Duration.between(before, now()))
        .isBetween(Duration.ofDays(368), Duration.ofDays(369));
  }

  @Test
  void a_sleep_of_the_environment_brings_a_workflow_just_as_far() {
    WorkflowClient.start(workflow()::run);

    var before = now();
    var _ =
        time.blockingStub()
            .unlockTimeSkippingWithSleep(
                SleepRequest.newBuilder()
                    .setDuration(
                        com.google.protobuf.Duration.newBuilder()
                            .setSeconds(Duration.ofDays(200).toSeconds()))
                    .build());

    assertThat(Duration.between(before, now()))
        .isBetween(Duration.ofDays(200), Duration.ofDays(201));
  }

  private Patient workflow() {
    return client.newWorkflowStub(
        Patient.class,
        WorkflowOptions.newBuilder().setTaskQueue(QUEUE).setWorkflowId("patient").build());
  }

  private void lock() {
    var _ = time.blockingStub().lockTimeSkipping(LockTimeSkippingRequest.getDefaultInstance());
  }

  private void unlock() {
    var _ = time.blockingStub().unlockTimeSkipping(UnlockTimeSkippingRequest.getDefaultInstance());
  }

  private Instant now() {
    var now = time.blockingStub().getCurrentTime(Empty.getDefaultInstance()).getTime();
    return Instant.ofEpochSecond(now.getSeconds(), now.getNanos());
  }
}
