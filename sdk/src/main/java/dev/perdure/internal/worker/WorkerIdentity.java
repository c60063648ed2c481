package dev.perdure.internal.worker;

import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.taskqueue.v1.TaskQueue;

/// Who a worker is to the server, and what it listens to.
///
/// @param namespace the namespace
/// @param taskQueue the queue that any worker may listen to
/// @param stickyQueue the queue that only this worker listens to
/// @param identity the name that people see
/// @param instanceKey the key of this worker among all, also those of the same name
/// @param version which version of the code it runs
public record WorkerIdentity(
    String namespace,
    String taskQueue,
    String stickyQueue,
    String identity,
    String instanceKey,
    WorkerVersion version) {

  TaskQueue normalQueue() {
    return TaskQueue.newBuilder()
        .setName(taskQueue)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL)
        .build();
  }

  TaskQueue sticky() {
    return TaskQueue.newBuilder()
        .setName(stickyQueue)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
        .setNormalName(taskQueue)
        .build();
  }
}
