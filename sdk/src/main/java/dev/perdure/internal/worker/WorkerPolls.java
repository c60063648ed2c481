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
  private final WorkerMetrics metrics;

  /// @param knowsBuildIds whether the server takes the worker's version as a build id; older ones
  ///   take it as a checksum
  @SuppressWarnings("deprecation") // the field for a build id without a deployment
  WorkerPolls(
      WorkerIdentity worker,
      boolean knowsBuildIds,
      double activitiesPerSecond,
      WorkerMetrics metrics) {
    this.metrics = metrics;
    this.normal = workflowPoll(worker, knowsBuildIds, worker.normalQueue());
    this.sticky = workflowPoll(worker, knowsBuildIds, worker.sticky());
    var request =
        PollActivityTaskQueueRequest.newBuilder()
            .setNamespace(worker.namespace())
            .setTaskQueue(worker.normalQueue())
            .setIdentity(worker.identity())
            .setWorkerInstanceKey(worker.instanceKey());
    if (knowsBuildIds) {
      request.setWorkerVersionCapabilities(worker.version().capabilities());
    }
    var deployment = worker.version().deploymentOptions();
    if (deployment != null) {
      request.setDeploymentOptions(deployment);
    }
    if (activitiesPerSecond > 0) {
      request.setTaskQueueMetadata(
          TaskQueueMetadata.newBuilder().setMaxTasksPerSecond(DoubleValue.of(activitiesPerSecond)));
    }
    this.activities = request.build();
  }

  @SuppressWarnings("deprecation") // the fields for a version without a deployment
  private static PollWorkflowTaskQueueRequest workflowPoll(
      WorkerIdentity worker, boolean knowsBuildIds, TaskQueue queue) {
    var request =
        PollWorkflowTaskQueueRequest.newBuilder()
            .setNamespace(worker.namespace())
            .setTaskQueue(queue)
            .setIdentity(worker.identity())
            .setWorkerInstanceKey(worker.instanceKey());
    if (knowsBuildIds) {
      request.setWorkerVersionCapabilities(worker.version().capabilities());
    } else {
      request.setBinaryChecksum(worker.version().buildId());
    }
    var deployment = worker.version().deploymentOptions();
    if (deployment != null) {
      request.setDeploymentOptions(deployment);
    }
    return request.build();
  }

  /// A workflow task of the normal queue.
  Answer<PollWorkflowTaskQueueResponse> normal(Rpc rpc) {
    return workflowTask(rpc, normal);
  }

  /// A workflow task of the sticky queue.
  Answer<PollWorkflowTaskQueueResponse> sticky(Rpc rpc) {
    return workflowTask(rpc, sticky);
  }

  private Answer<PollWorkflowTaskQueueResponse> workflowTask(
      Rpc rpc, PollWorkflowTaskQueueRequest poll) {
    var task = rpc.longPollOnce(WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod(), poll);
    metrics.polled(task.getTaskToken().isEmpty() ? null : task);
    return new Answer<>(
        task.getTaskToken().isEmpty() ? null : task,
        task.hasPollerScalingDecision() ? task.getPollerScalingDecision() : null);
  }

  /// An activity task.
  Answer<PollActivityTaskQueueResponse> activity(Rpc rpc) {
    var task = rpc.longPollOnce(WorkflowServiceGrpc.getPollActivityTaskQueueMethod(), activities);
    metrics.polled(task.getTaskToken().isEmpty() ? null : task);
    return new Answer<>(
        task.getTaskToken().isEmpty() ? null : task,
        task.hasPollerScalingDecision() ? task.getPollerScalingDecision() : null);
  }
}
