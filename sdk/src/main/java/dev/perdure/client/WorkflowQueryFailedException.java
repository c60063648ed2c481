package dev.perdure.client;

import io.grpc.StatusRuntimeException;

/// The workflow could not answer a query: it has no such query, or the query's code failed.
public final class WorkflowQueryFailedException extends RpcException {
  WorkflowQueryFailedException(String message, StatusRuntimeException cause) {
    super(message, cause);
  }
}
