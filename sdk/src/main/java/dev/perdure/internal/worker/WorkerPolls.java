package dev.perdure.internal.worker;

import com.google.protobuf.DoubleValue;
import dev.perdure.internal.rpc.Rpc;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueueMetadata;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import org.jspecify.annotations.Nullable;

/// The long polls of a worker.
final class WorkerPolls {
  private final Rpc rpc;
  private final PollWorkflowTaskQueueRequest normal;
  private final PollWorkflowTaskQueueRequest sticky;
  private final PollActivityTaskQueueRequest activities;

  WorkerPolls(Rpc rpc, WorkerIdentity worker, double activitiesPerSecond) {
    this.rpc = rpc;
    this.normal = workflowPoll(worker, worker.normalQueue());
    this.sticky = workflowPoll(worker, worker.sticky());
    var request =
        PollActivityTaskQueueRequest.newBuilder()
            .setNamespace(worker.namespace())
            .setTaskQueue(worker.normalQueue())
            .setIdentity(worker.identity())
            .setWorkerInstanceKey(worker.instanceKey());
    if (activitiesPerSecond > 0) {
      request.setTaskQueueMetadata(
          TaskQueueMetadata.newBuilder().setMaxTasksPerSecond(DoubleValue.of(activitiesPerSecond)));
    }
    this.activities = request.build();
  }

  private static PollWorkflowTaskQueueRequest workflowPoll(WorkerIdentity worker, TaskQueue queue) {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace(worker.namespace())
        .setTaskQueue(queue)
        .setIdentity(worker.identity())
        .setWorkerInstanceKey(worker.instanceKey())
        .build();
  }

  /// A workflow task of the normal queue; null when there was none.
  @Nullable PollWorkflowTaskQueueResponse normal() {
    return workflowTask(normal);
  }

  /// A workflow task of the sticky queue; null when there was none.
  @Nullable PollWorkflowTaskQueueResponse sticky() {
    return workflowTask(sticky);
  }

  private @Nullable PollWorkflowTaskQueueResponse workflowTask(PollWorkflowTaskQueueRequest poll) {
    var task = rpc.longPollOnce(WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod(), poll);
    return task.getTaskToken().isEmpty() ? null : task;
  }

  /// An activity task; null when there was none.
  @Nullable PollActivityTaskQueueResponse activity() {
    var task = rpc.longPollOnce(WorkflowServiceGrpc.getPollActivityTaskQueueMethod(), activities);
    return task.getTaskToken().isEmpty() ? null : task;
  }
}
