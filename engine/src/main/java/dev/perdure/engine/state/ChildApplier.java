package dev.perdure.engine.state;

import io.temporal.api.history.v1.HistoryEvent;
import java.util.LinkedHashMap;

/// Applies the events of a parent about its children.
final class ChildApplier {
  private ChildApplier() {}

  static void initiated(RunState run, HistoryEvent event) {
    if (run.children.isEmpty()) {
      run.children = new LinkedHashMap<>();
    }
    run.children.put(
        event.getEventId(),
        new PendingChild(
            event.getEventId(),
            event.getStartChildWorkflowExecutionInitiatedEventAttributes(),
            0,
            ""));
  }

  /// The child was started, could not be, or has ended. May come twice: early, without its number,
  /// and then with it.
  static void answered(RunState run, HistoryEvent event) {
    if (run.children.isEmpty()) {
      return;
    }
    switch (event.getEventType()) {
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED -> {
        var attributes = event.getChildWorkflowExecutionStartedEventAttributes();
        run.children.computeIfPresent(
            attributes.getInitiatedEventId(),
            (_, child) ->
                child.withStarted(
                    event.getEventId(), attributes.getWorkflowExecution().getRunId()));
      }
      case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED ->
          run.children.remove(
              event.getStartChildWorkflowExecutionFailedEventAttributes().getInitiatedEventId());
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED ->
          run.children.remove(
              event.getChildWorkflowExecutionCompletedEventAttributes().getInitiatedEventId());
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED ->
          run.children.remove(
              event.getChildWorkflowExecutionFailedEventAttributes().getInitiatedEventId());
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED ->
          run.children.remove(
              event.getChildWorkflowExecutionCanceledEventAttributes().getInitiatedEventId());
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT ->
          run.children.remove(
              event.getChildWorkflowExecutionTimedOutEventAttributes().getInitiatedEventId());
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED ->
          run.children.remove(
              event.getChildWorkflowExecutionTerminatedEventAttributes().getInitiatedEventId());
      default -> {}
    }
  }
}
