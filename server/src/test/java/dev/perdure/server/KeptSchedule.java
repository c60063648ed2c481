package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.TriggerImmediatelyRequest;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.time.Duration;

/// What the files of schema version 4 have besides: a schedule with a run, and another that waits.
final class KeptSchedule {
  private static final TaskQueue QUEUE = TaskQueue.newBuilder().setName("scheduled").build();

  private final RawClient client;
  private final RawSchedules schedules;

  KeptSchedule(PerdureServer server, RawClient client) {
    this.client = client;
    schedules = new RawSchedules(server.channel());
  }

  void leave() throws InterruptedException {
    var request = RawSchedules.every("schedule", Duration.ofDays(365).toSeconds());
    request
        .getScheduleBuilder()
        .getActionBuilder()
        .getStartWorkflowBuilder()
        .setWorkflowType(WorkflowType.newBuilder().setName("Scheduled"))
        .setTaskQueue(QUEUE);
    schedules.create(request);
    for (int i = 1; i <= 2; i++) {
      schedules.patch(
          "schedule",
          SchedulePatch.newBuilder()
              .setTriggerImmediately(
                  TriggerImmediatelyRequest.newBuilder()
                      .setOverlapPolicy(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL)));
      schedules.await("schedule", s -> s.getInfo().getRunningWorkflowsCount() == 1);
      // The ids have the second, which must not be the same again.
      Thread.sleep(1_100);
    }
  }

  void check() throws InterruptedException {
    assertThat(schedules.ids("")).containsExactly("schedule");
    var kept = schedules.describe("schedule").getInfo();
    assertThat(kept.getActionCount()).isEqualTo(1);
    assertThat(kept.getBufferSize()).isEqualTo(1);
    var first = poll();
    assertThat(first.getWorkflowExecution()).isEqualTo(kept.getRunningWorkflows(0));
    client.complete(first.getTaskToken(), completeWorkflow("one"));
    client.complete(poll().getTaskToken(), completeWorkflow("two"));
    schedules.await("schedule", s -> s.getInfo().getRunningWorkflowsCount() == 0);
    assertThat(schedules.describe("schedule").getInfo().getActionCount()).isEqualTo(2);
  }

  private PollWorkflowTaskQueueResponse poll() {
    return client
        .stub()
        .pollWorkflowTaskQueue(
            PollWorkflowTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setTaskQueue(QUEUE)
                .setIdentity("worker")
                .build());
  }
}
