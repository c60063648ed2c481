package dev.perdure.engine.state;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskScheduledEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.util.List;

/// The events that a transient or speculative workflow task would have: virtual while it waits and
/// runs, real once it is completed or something else is written.
public final class TransientTask {
  private TransientTask() {}

  /// The scheduled event, and the started event if the task is running.
  public static List<HistoryEvent> events(RunState run, PendingWorkflowTask task) {
    var scheduled =
        HistoryEvent.newBuilder()
            .setEventId(task.scheduledEventId())
            .setEventTime(Times.timestamp(task.scheduledTime()))
            .setEventType(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
            .setWorkflowTaskScheduledEventAttributes(
                WorkflowTaskScheduledEventAttributes.newBuilder()
                    .setTaskQueue(queue(run, task))
                    .setStartToCloseTimeout(Times.proto(task.startToClose()))
                    .setAttempt(task.attempt()))
            .build();
    var attributes = task.started();
    var startedTime = task.startedTime();
    if (attributes == null || startedTime == null) {
      return List.of(scheduled);
    }
    var started =
        HistoryEvent.newBuilder()
            .setEventId(task.startedEventId())
            .setEventTime(Times.timestamp(startedTime))
            .setEventType(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)
            .setWorkflowTaskStartedEventAttributes(
                attributes.getScheduledEventId() == task.scheduledEventId()
                    ? attributes
                    : WorkflowTaskStartedEventAttributes.newBuilder(attributes)
                        .setScheduledEventId(task.scheduledEventId())
                        .build())
            .build();
    return List.of(scheduled, started);
  }

  private static TaskQueue.Builder queue(RunState run, PendingWorkflowTask task) {
    return task.stickyQueue().isEmpty()
        ? TaskQueue.newBuilder()
            .setName(run.taskQueue())
            .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL)
        : TaskQueue.newBuilder()
            .setName(task.stickyQueue())
            .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
            .setNormalName(run.taskQueue());
  }
}
