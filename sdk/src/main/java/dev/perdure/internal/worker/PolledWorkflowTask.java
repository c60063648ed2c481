package dev.perdure.internal.worker;

import dev.perdure.internal.workflow.WorkflowTask;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A workflow task as it was polled, and the events that it is about.
record PolledWorkflowTask(PollWorkflowTaskQueueResponse response) {
  String workflowId() {
    return response.getWorkflowExecution().getWorkflowId();
  }

  String runId() {
    return response.getWorkflowExecution().getRunId();
  }

  boolean isQuery() {
    return response.hasQuery();
  }

  /// Whether it is a query to a run that has seen all that the query is about.
  boolean asksOnly(long lastEventId) {
    return isQuery() && response.getPreviousStartedEventId() <= lastEventId;
  }

  /// Whether its events follow those that a cached run has seen.
  boolean continues(long lastEventId) {
    List<HistoryEvent> events = response.getHistory().getEventsList();
    return !events.isEmpty() && events.getFirst().getEventId() == lastEventId + 1;
  }

  /// Whether its events begin with the history's first.
  boolean isFromStart() {
    List<HistoryEvent> events = response.getHistory().getEventsList();
    return !events.isEmpty() && events.getFirst().getEventId() == 1;
  }

  /// Whether its events begin with the history's first and go beyond what a run has seen.
  boolean isBeyond(long lastEventId) {
    return isFromStart() && response.getStartedEventId() > lastEventId;
  }

  /// The task with its events.
  WorkflowTask with(List<HistoryEvent> events) {
    return new WorkflowTask(
        events,
        response.getMessagesList(),
        response.getPreviousStartedEventId(),
        response.getStartedEventId(),
        response.getQueriesMap(),
        isQuery() ? response.getQuery() : null);
  }

  /// The events with those of the task added that a history which was read separately does not
  /// have: events that are not in the history until the task completes.
  List<HistoryEvent> completed(List<HistoryEvent> history) {
    long last = history.isEmpty() ? 0 : history.getLast().getEventId();
    @Nullable List<HistoryEvent> result = null;
    for (HistoryEvent event : response.getHistory().getEventsList()) {
      if (event.getEventId() > last) {
        result = result == null ? new ArrayList<>(history) : result;
        result.add(event);
      }
    }
    return result == null ? history : result;
  }

  /// As in `workflow order-42 (run 0199…)`, for messages.
  @Override
  public String toString() {
    return "workflow %s (run %s)".formatted(workflowId(), runId());
  }
}
