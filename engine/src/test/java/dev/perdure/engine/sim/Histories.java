package dev.perdure.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.Event;
import dev.perdure.engine.state.ClosingEvents;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What must be true of every history.
final class Histories {
  private Histories() {}

  static void check(List<Event> history) {
    var resolved = new HashSet<Long>();
    var signals = new HashSet<String>();
    var updates = new HashSet<String>();
    int closes = 0;
    for (int i = 0; i < history.size(); i++) {
      var event = history.get(i).event();
      assertThat(event.getEventId()).as("event ids have no gaps").isEqualTo(i + 1);
      if (ClosingEvents.isOne(event.getEventType())) {
        closes++;
        assertThat(i).as("nothing follows a close").isEqualTo(history.size() - 1);
      }
      long activity = resolvedActivity(event);
      if (activity != 0) {
        assertThat(resolved.add(activity)).as("activity %d ends once", activity).isTrue();
        assertThat(history.get((int) activity - 1).event().getEventType())
            .isEqualTo(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
      }
      checkUpdate(event, updates);
      var signal = event.getWorkflowExecutionSignaledEventAttributes().getRequestId();
      if (!signal.isEmpty()) {
        assertThat(signals.add(signal)).as("signal %s is there once", signal).isTrue();
      }
    }
    assertThat(closes).as("closes once").isLessThanOrEqualTo(1);
  }

  private static void checkUpdate(HistoryEvent event, Set<String> updates) {
    if (event.hasWorkflowExecutionUpdateAcceptedEventAttributes()) {
      var id = event.getWorkflowExecutionUpdateAcceptedEventAttributes().getProtocolInstanceId();
      assertThat(updates.add(id)).as("update %s is accepted once", id).isTrue();
    } else if (event.hasWorkflowExecutionUpdateCompletedEventAttributes()) {
      var id = event.getWorkflowExecutionUpdateCompletedEventAttributes().getMeta().getUpdateId();
      assertThat(updates).as("update %s is accepted before", id).contains(id);
      assertThat(updates.add("completed " + id)).as("update %s ends once", id).isTrue();
    }
  }

  /// The activity that the event ends, by its scheduled event; 0 if it ends none.
  static long resolvedActivity(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
          event.getActivityTaskCompletedEventAttributes().getScheduledEventId();
      case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
          event.getActivityTaskFailedEventAttributes().getScheduledEventId();
      case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
          event.getActivityTaskTimedOutEventAttributes().getScheduledEventId();
      case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
          event.getActivityTaskCanceledEventAttributes().getScheduledEventId();
      default -> 0;
    };
  }
}
