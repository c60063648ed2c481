package dev.perdure.engine.state;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.LinkedHashMap;

/// Applies the events of signals and cancel requests to other workflows.
final class ExternalApplier {
  private ExternalApplier() {}

  static void initiated(RunState run, HistoryEvent event) {
    if (run.externals.isEmpty()) {
      run.externals = new LinkedHashMap<>();
    }
    run.externals.put(
        event.getEventId(),
        new PendingExternal(
            event.getEventId(),
            event.getEventType()
                == EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED));
  }

  /// Can be repeated: early, without the event's number, and then with it.
  static void answered(RunState run, HistoryEvent event) {
    if (!run.externals.isEmpty()) {
      run.externals.remove(initiatedEventId(event));
    }
  }

  private static long initiatedEventId(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED ->
          event.getSignalExternalWorkflowExecutionFailedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED ->
          event.getExternalWorkflowExecutionSignaledEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED ->
          event
              .getRequestCancelExternalWorkflowExecutionFailedEventAttributes()
              .getInitiatedEventId();
      case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED ->
          event.getExternalWorkflowExecutionCancelRequestedEventAttributes().getInitiatedEventId();
      default -> 0;
    };
  }
}
