package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.common.VersioningBehavior;
import dev.perdure.common.WorkerDeploymentVersion;
import dev.perdure.worker.WorkerDeploymentConfig;
import dev.perdure.workflow.Workflow;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.deployment.v1.WorkerDeploymentOptions;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkerVersioningMode;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerVersionTest {
  private static final WorkerDeploymentVersion SHOP = new WorkerDeploymentVersion("shop", "2.1");

  /// Moves to new versions.
  @Workflow.Definition(versioningBehavior = VersioningBehavior.AUTO_UPGRADE)
  public static class Moving {
    @Workflow.Run
    public void run() {}
  }

  /// Leaves it to the worker.
  @Workflow.Definition
  public static class Silent {
    @Workflow.Run
    public void run() {}
  }

  private final ScriptedServer server = new ScriptedServer();
  private final TestWorkers workers = new TestWorkers();
  private @Nullable RunningWorker worker;

  private void start(WorkerVersion version) {
    workers.version = version;
    workers.registry.workflow(Moving.class, null).workflow(Silent.class, null);
    worker = workers.start(server);
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(worker).stop();
    server.close();
  }

  private RespondWorkflowTaskCompletedRequest complete(String type) throws InterruptedException {
    var task =
        PollWorkflowTaskQueueResponse.newBuilder()
            .setTaskToken(ScriptedServer.token(type))
            .setWorkflowExecution(
                WorkflowExecution.newBuilder().setWorkflowId(type).setRunId("run of " + type))
            .setWorkflowType(WorkflowType.newBuilder().setName(type))
            .setAttempt(1)
            .setStartedEventId(3);
    var events = task.getHistoryBuilder();
    var started = HistoryEvent.newBuilder().setEventId(1);
    started.setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
    started
        .getWorkflowExecutionStartedEventAttributesBuilder()
        .setWorkflowType(WorkflowType.newBuilder().setName(type));
    events.addEvents(started);
    for (EventType next :
        List.of(
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)) {
      events.addEvents(
          HistoryEvent.newBuilder().setEventId(events.getEventsCount() + 1).setEventType(next));
    }
    server.giveWorkflowTask(task.build());
    return server.next(RespondWorkflowTaskCompletedRequest.class);
  }

  @Test
  @SuppressWarnings("deprecation") // what servers get that know no build ids
  void a_build_id_is_told_with_each_poll_and_answer() throws InterruptedException {
    start(new WorkerVersion("7", null));

    var poll = server.next(PollWorkflowTaskQueueRequest.class);
    var answer = complete("Moving");

    assertThat(poll.getBinaryChecksum()).isEqualTo("7");
    assertThat(poll.hasDeploymentOptions()).isFalse();
    assertThat(answer.getBinaryChecksum()).isEqualTo("7");
    assertThat(answer.getVersioningBehavior())
        .isEqualTo(io.temporal.api.enums.v1.VersioningBehavior.VERSIONING_BEHAVIOR_UNSPECIFIED);
  }

  @Test
  void a_versioned_worker_names_its_deployment_and_what_happens_to_each_workflow()
      throws InterruptedException {
    start(
        new WorkerVersion(
            "2.1",
            WorkerDeploymentConfig.of(SHOP)
                .withUseWorkerVersioning(true)
                .withDefaultVersioningBehavior(VersioningBehavior.PINNED)));
    var deployment =
        WorkerDeploymentOptions.newBuilder()
            .setDeploymentName("shop")
            .setBuildId("2.1")
            .setWorkerVersioningMode(WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED)
            .build();

    var poll = server.next(PollWorkflowTaskQueueRequest.class);
    var moving = complete("Moving");
    var silent = complete("Silent");

    assertThat(poll.getDeploymentOptions()).isEqualTo(deployment);
    assertThat(moving.getDeploymentOptions()).isEqualTo(deployment);
    assertThat(moving.getVersioningBehavior())
        .isEqualTo(io.temporal.api.enums.v1.VersioningBehavior.VERSIONING_BEHAVIOR_AUTO_UPGRADE);
    assertThat(silent.getVersioningBehavior())
        .isEqualTo(io.temporal.api.enums.v1.VersioningBehavior.VERSIONING_BEHAVIOR_PINNED);
  }

  @Test
  void a_worker_of_a_deployment_that_is_not_versioned_says_nothing_of_behaviour()
      throws InterruptedException {
    start(new WorkerVersion("2.1", WorkerDeploymentConfig.of(SHOP)));

    var moving = complete("Moving");

    assertThat(moving.getDeploymentOptions().getWorkerVersioningMode())
        .isEqualTo(WorkerVersioningMode.WORKER_VERSIONING_MODE_UNVERSIONED);
    assertThat(moving.getVersioningBehavior())
        .isEqualTo(io.temporal.api.enums.v1.VersioningBehavior.VERSIONING_BEHAVIOR_UNSPECIFIED);
  }

  @Test
  void the_checksum_of_the_classes_is_the_same_every_time_and_another_for_others() {
    start(new WorkerVersion("7", null));
    List<Class<?>> both = List.of(Moving.class, Silent.class);

    assertThat(BuildId.of(both)).matches("[0-9a-f]{32}").isEqualTo(BuildId.of(both.reversed()));
    assertThat(BuildId.of(List.of(Moving.class))).isNotEqualTo(BuildId.of(both));
  }
}
