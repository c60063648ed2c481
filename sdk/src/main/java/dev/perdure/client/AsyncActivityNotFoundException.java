package dev.perdure.client;

import io.grpc.StatusRuntimeException;

/// The server does not wait for the outcome of an activity: there is no such one, this attempt has
/// ended or timed out, or its workflow is closed.
public final class AsyncActivityNotFoundException extends RpcException {
  AsyncActivityNotFoundException(String message, StatusRuntimeException cause) {
    super(message, cause);
  }
}
