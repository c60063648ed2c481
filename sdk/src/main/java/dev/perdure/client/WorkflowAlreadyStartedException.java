package dev.perdure.client;

import io.grpc.StatusRuntimeException;

/// A workflow was not started because its id is taken: by a running workflow, or by a closed one
/// where the reuse policy does not allow it again.
public final class WorkflowAlreadyStartedException extends RpcException {
  private final String workflowId;
  private final String workflowType;
  private final String runId;

  WorkflowAlreadyStartedException(
      String workflowId, String workflowType, String runId, StatusRuntimeException cause) {
    super(
        ("Workflow %s was not started: the id is taken by run %s. Take its handle with"
             + " getWorkflowHandle, or allow it with withIdConflictPolicy (a running workflow) or"
             + " withIdReusePolicy (a closed one).")
            .formatted(workflowId, runId),
        cause);
    this.workflowId = workflowId;
    this.workflowType = workflowType;
    this.runId = runId;
  }

  /// The id that is taken.
  public String workflowId() {
    return workflowId;
  }

  /// The type of the workflow that was to be started.
  public String workflowType() {
    return workflowType;
  }

  /// The run that has the id.
  public String runId() {
    return runId;
  }
}
