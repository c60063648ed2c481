package dev.perdure.engine.record;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;

/// The run that asked for a child, and by which event.
///
/// @param initiatedEventId the event that asked for it
public record Parent(String namespace, String workflowId, String runId, long initiatedEventId) {
  /// The parent that a run's first event names; call it only if there is one.
  public static Parent of(WorkflowExecutionStartedEventAttributes started) {
    var execution = started.getParentWorkflowExecution();
    return new Parent(
        started.getParentWorkflowNamespace(),
        execution.getWorkflowId(),
        execution.getRunId(),
        started.getParentInitiatedEventId());
  }

  public EntityKey key() {
    return EntityKey.workflow(namespace, workflowId);
  }

  public WorkflowExecution execution() {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
  }
}
