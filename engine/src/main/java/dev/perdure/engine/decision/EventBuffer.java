package dev.perdure.engine.decision;

import io.temporal.api.history.v1.HistoryEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The order in which waiting events get their numbers: as they came, but those that end an
/// activity (a child, an operation) behind all others, so that each comes after its start.
final class EventBuffer {
  private EventBuffer() {}

  /// Emits the events; tells whether one of them calls for a workflow task.
  static boolean flush(Draft draft, String runId, List<HistoryEvent> waiting) {
    var startedIds = new HashMap<Long, Long>();
    boolean wakes = false;
    for (var event : waiting) {
      if (!endsSomething(event)) {
        var written = draft.emit(runId, event.toBuilder());
        switch (written.getEventType()) {
          case EVENT_TYPE_ACTIVITY_TASK_STARTED ->
              startedIds.put(
                  written.getActivityTaskStartedEventAttributes().getScheduledEventId(),
                  written.getEventId());
          case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED ->
              startedIds.put(
                  written.getChildWorkflowExecutionStartedEventAttributes().getInitiatedEventId(),
                  written.getEventId());
          case EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED -> {}
          default -> wakes = true;
        }
      }
    }
    for (var event : waiting) {
      if (endsSomething(event)) {
        draft.emit(runId, withStartedId(event, startedIds));
        wakes = true;
      }
    }
    return wakes;
  }

  private static boolean endsSomething(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
          EVENT_TYPE_ACTIVITY_TASK_FAILED,
          EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
          EVENT_TYPE_ACTIVITY_TASK_CANCELED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED ->
          true;
      default -> false;
    };
  }

  /// The end of an activity or a child names its start, whose number is known only now.
  private static HistoryEvent.Builder withStartedId(
      HistoryEvent event, Map<Long, Long> startedIds) {
    var builder = event.toBuilder();
    switch (event.getEventType()) {
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED -> {
        var end = builder.getActivityTaskCompletedEventAttributesBuilder();
        nameStart(startedIds, end.getScheduledEventId(), end::setStartedEventId);
      }
      case EVENT_TYPE_ACTIVITY_TASK_FAILED -> {
        var end = builder.getActivityTaskFailedEventAttributesBuilder();
        nameStart(startedIds, end.getScheduledEventId(), end::setStartedEventId);
      }
      case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT -> {
        var end = builder.getActivityTaskTimedOutEventAttributesBuilder();
        nameStart(startedIds, end.getScheduledEventId(), end::setStartedEventId);
      }
      case EVENT_TYPE_ACTIVITY_TASK_CANCELED -> {
        var end = builder.getActivityTaskCanceledEventAttributesBuilder();
        nameStart(startedIds, end.getScheduledEventId(), end::setStartedEventId);
      }
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED -> {
        var end = builder.getChildWorkflowExecutionCompletedEventAttributesBuilder();
        nameStart(startedIds, end.getInitiatedEventId(), end::setStartedEventId);
      }
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED -> {
        var end = builder.getChildWorkflowExecutionFailedEventAttributesBuilder();
        nameStart(startedIds, end.getInitiatedEventId(), end::setStartedEventId);
      }
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED -> {
        var end = builder.getChildWorkflowExecutionCanceledEventAttributesBuilder();
        nameStart(startedIds, end.getInitiatedEventId(), end::setStartedEventId);
      }
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT -> {
        var end = builder.getChildWorkflowExecutionTimedOutEventAttributesBuilder();
        nameStart(startedIds, end.getInitiatedEventId(), end::setStartedEventId);
      }
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED -> {
        var end = builder.getChildWorkflowExecutionTerminatedEventAttributesBuilder();
        nameStart(startedIds, end.getInitiatedEventId(), end::setStartedEventId);
      }
      default -> {}
    }
    return builder;
  }

  private static void nameStart(Map<Long, Long> startedIds, long beginning, LongConsumer name) {
    @Nullable Long id = startedIds.get(beginning);
    if (id != null) {
      name.accept(id);
    }
  }
}
