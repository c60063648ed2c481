package dev.perdure.client;

import dev.perdure.common.PerdureException;

/// A query was not asked, because the workflow is in a state that the query reject condition names.
public final class WorkflowQueryRejectedException extends PerdureException {
  private final WorkflowExecutionStatus status;

  WorkflowQueryRejectedException(String workflowId, WorkflowExecutionStatus status) {
    super("Workflow %s does not answer queries: it is %s.".formatted(workflowId, status), null);
    this.status = status;
  }

  /// The state of the workflow.
  public WorkflowExecutionStatus status() {
    return status;
  }
}
