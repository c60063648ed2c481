package dev.perdure.client;

import io.grpc.StatusRuntimeException;

/// The wait for an update ended without an answer: the call took too long, or the waiting thread
/// was interrupted. The update itself goes on, or may still begin; its handle can be taken again by
/// its id.
public final class WorkflowUpdateRpcTimeoutOrCancelledException extends RpcException {
  WorkflowUpdateRpcTimeoutOrCancelledException(String message, StatusRuntimeException cause) {
    super(message, cause);
  }
}
