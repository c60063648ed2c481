package dev.perdure.engine.state;

import io.temporal.api.history.v1.StartChildWorkflowExecutionInitiatedEventAttributes;

/// A child that the workflow asked for and that has not ended.
///
/// @param initiatedEventId the event that asked for it
/// @param initiated what was asked for
/// @param startedEventId the event that says that it was started; 0 until that has its number
/// @param runId its first run; empty until it was started
public record PendingChild(
    long initiatedEventId,
    StartChildWorkflowExecutionInitiatedEventAttributes initiated,
    long startedEventId,
    String runId) {
  public boolean isStarted() {
    return !runId.isEmpty();
  }

  public String workflowId() {
    return initiated.getWorkflowId();
  }

  PendingChild withStarted(long eventId, String firstRunId) {
    return new PendingChild(initiatedEventId, initiated, eventId, firstRunId);
  }
}
