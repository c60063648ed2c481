package dev.perdure.client;

import io.grpc.StatusRuntimeException;

/// There is no workflow with the id (and run id), or it is closed and the call needs an open one.
public final class WorkflowNotFoundException extends RpcException {
  private final String workflowId;

  WorkflowNotFoundException(String workflowId, String message, StatusRuntimeException cause) {
    super(message, cause);
    this.workflowId = workflowId;
  }

  /// The workflow id that was asked for.
  public String workflowId() {
    return workflowId;
  }
}
