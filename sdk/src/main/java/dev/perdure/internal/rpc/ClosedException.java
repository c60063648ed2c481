package dev.perdure.internal.rpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/// A call that this side gave up, or did not begin, because the connection is closed.
public final class ClosedException extends StatusRuntimeException {
  ClosedException(String target, @Nullable StatusRuntimeException cause) {
    super(
        Status.CANCELLED
            .withDescription("The client of %s is closed.".formatted(target))
            .withCause(cause));
  }
}
