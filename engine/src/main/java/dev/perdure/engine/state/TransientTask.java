package dev.perdure.engine.state;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskScheduledEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.util.List;
import java.util.Objects;

/// The events that a transient workflow task would have: virtual while it runs, real once it is
/// completed.
public final class TransientTask {
  private TransientTask() {}

  /// The scheduled and the started event of a running transient task.
  public static List<HistoryEvent> events(RunState run, PendingWorkflowTask task) {
    var scheduled =
        HistoryEvent.newBuilder()
            .setEventId(task.scheduledEventId())
            .setEventTime(Times.timestamp(task.scheduledTime()))
            .setEventType(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
            .setWorkflowTaskScheduledEventAttributes(
                WorkflowTaskScheduledEventAttributes.newBuilder()
                    .setTaskQueue(
                        TaskQueue.newBuilder()
                            .setName(run.taskQueue())
                            .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL))
                    .setStartToCloseTimeout(Times.proto(task.startToClose()))
                    .setAttempt(task.attempt()))
            .build();
    var attributes = Objects.requireNonNull(task.started());
    var started =
        HistoryEvent.newBuilder()
            .setEventId(task.startedEventId())
            .setEventTime(Times.timestamp(Objects.requireNonNull(task.startedTime())))
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
}
