package dev.perdure.client;

import io.temporal.api.common.v1.WorkflowExecution;

/// A workflow that a schedule started.
///
/// @param workflowId its id
/// @param firstExecutionRunId the run that was started; others may have followed
public record ScheduleActionExecutionStartWorkflow(String workflowId, String firstExecutionRunId)
    implements ScheduleActionExecution {
  static ScheduleActionExecution of(WorkflowExecution execution) {
    return new ScheduleActionExecutionStartWorkflow(
        execution.getWorkflowId(), execution.getRunId());
  }
}
