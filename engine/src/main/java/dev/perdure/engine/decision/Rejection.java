package dev.perdure.engine.decision;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/// An expected "no": a gRPC status with its text and at most one typed detail. It changes nothing.
///
/// @param detail the `temporal.api.errordetails.v1` message that goes with it, if any
public record Rejection(Code code, String message, @Nullable Message detail) {
  /// The gRPC status codes that the server answers with.
  public enum Code {
    INVALID_ARGUMENT,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DEADLINE_EXCEEDED
  }
}
