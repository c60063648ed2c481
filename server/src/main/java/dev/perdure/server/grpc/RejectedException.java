package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import java.io.Serial;

/// Leaves a request's validation with the answer to give. Only [UnaryCall] catches it.
final class RejectedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Rejection rejection;

  RejectedException(Rejection rejection) {
    super(rejection.message(), null, false, false);
    this.rejection = rejection;
  }

  static RejectedException invalidArgument(String message) {
    return new RejectedException(new Rejection(Rejection.Code.INVALID_ARGUMENT, message, null));
  }

  Rejection rejection() {
    return rejection;
  }
}
