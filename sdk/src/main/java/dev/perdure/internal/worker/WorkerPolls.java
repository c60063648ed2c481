package dev.perdure.internal.worker;

import com.google.protobuf.DoubleValue;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.worker.PolledQueue.Answer;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueueMetadata;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;

/// The long polls of a worker.
final class WorkerPolls {
  private final PollWorkflowTaskQueueRequest normal;
  private final PollWorkflowTaskQueueRequest sticky;
  private final PollActivityTaskQueueRequest activities;

  WorkerPolls(WorkerIdentity worker, double activitiesPerSecond) {
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

  /// A workflow task of the normal queue.
  Answer<PollWorkflowTaskQueueResponse> normal(Rpc rpc) {
    return workflowTask(rpc, normal);
  }

  /// A workflow task of the sticky queue.
  Answer<PollWorkflowTaskQueueResponse> sticky(Rpc rpc) {
    return workflowTask(rpc, sticky);
  }

  private static Answer<PollWorkflowTaskQueueResponse> workflowTask(
      Rpc rpc, PollWorkflowTaskQueueRequest poll) {
    var task = rpc.longPollOnce(WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod(), poll);
    return new Answer<>(
        task.getTaskToken().isEmpty() ? null : task,
        task.hasPollerScalingDecision() ? task.getPollerScalingDecision() : null);
  }

  /// An activity task.
  Answer<PollActivityTaskQueueResponse> activity(Rpc rpc) {
    var task = rpc.longPollOnce(WorkflowServiceGrpc.getPollActivityTaskQueueMethod(), activities);
    return new Answer<>(
        task.getTaskToken().isEmpty() ? null : task,
        task.hasPollerScalingDecision() ? task.getPollerScalingDecision() : null);
  }
}
