package dev.perdure.client;

import dev.perdure.internal.rpc.ClosedException;
import dev.perdure.internal.wire.Wire;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Objects;

/// Tells gRPC errors in words that say what to do.
final class RpcErrors {
  private RpcErrors() {}

  static RpcException of(StatusRuntimeException e, String target) {
    Status status = e.getStatus();
    String text = Objects.requireNonNullElse(status.getDescription(), "no description");
    if (e instanceof ClosedException) {
      return new RpcException(text, e);
    }
    return new RpcException(
        switch (status.getCode()) {
          case UNAVAILABLE ->
              "No server answers at %s: %s. Start one with `perdure server start-dev`, or check the address."
                  .formatted(target, text);
          case DEADLINE_EXCEEDED ->
              "The server at %s did not answer in time: %s".formatted(target, text);
          case UNIMPLEMENTED -> "The server at %s does not offer this: %s".formatted(target, text);
          default -> "The server at %s answered %s: %s".formatted(target, status.getCode(), text);
        },
        e);
  }

  static WorkflowExecutionStatus status(io.temporal.api.enums.v1.WorkflowExecutionStatus status) {
    return Wire.constant(status, "WORKFLOW_EXECUTION_STATUS_", WorkflowExecutionStatus.UNSPECIFIED);
  }
}
