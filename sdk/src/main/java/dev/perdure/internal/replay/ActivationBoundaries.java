package dev.perdure.internal.replay;

import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;

/// Finds the events at which workflow code ran or must run: the starts of workflow tasks that were
/// completed, and that of the current one.
final class ActivationBoundaries {
  private ActivationBoundaries() {}

  /// The index of the first boundary from `from` on; -1 when there is none.
  ///
  /// The start of a workflow task that failed or timed out is none. Neither is that of one which
  /// did nothing but ask for the next (a heartbeat), if nothing happened before it.
  ///
  /// @param startedEventId 0 when there is no current workflow task: only a query is asked
  static int next(List<HistoryEvent> events, int from, long startedEventId) {
    boolean happened = false;
    for (int i = from; i < events.size(); i++) {
      EventType type = events.get(i).getEventType();
      if (type != EVENT_TYPE_WORKFLOW_TASK_STARTED) {
        happened |= !isWorkflowTask(type);
        continue;
      }
      EventType next = type(events, i + 1);
      if (next == EventType.EVENT_TYPE_UNSPECIFIED) {
        // The history tells where the task started: the id that comes with it can be wrong when
        // the official test server takes in an event at the same moment.
        return startedEventId == 0 ? -1 : i;
      }
      boolean heartbeat = !happened && type(events, i + 2) == EVENT_TYPE_WORKFLOW_TASK_SCHEDULED;
      if (next == EVENT_TYPE_WORKFLOW_TASK_COMPLETED && !heartbeat) {
        return i;
      }
    }
    return -1;
  }

  private static EventType type(List<HistoryEvent> events, int index) {
    return index < events.size()
        ? events.get(index).getEventType()
        : EventType.EVENT_TYPE_UNSPECIFIED;
  }

  private static boolean isWorkflowTask(EventType type) {
    return type == EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
        || type == EVENT_TYPE_WORKFLOW_TASK_STARTED
        || type == EVENT_TYPE_WORKFLOW_TASK_COMPLETED
        || type == EVENT_TYPE_WORKFLOW_TASK_FAILED
        || type == EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT;
  }
}
