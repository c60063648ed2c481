package dev.perdure.engine.decision;

import com.google.protobuf.Message;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import io.temporal.api.enums.v1.ResourceExhaustedScope;
import io.temporal.api.errordetails.v1.NotFoundFailure;
import io.temporal.api.errordetails.v1.ResourceExhaustedFailure;
import org.jspecify.annotations.Nullable;

/// An expected "no": a gRPC status with its text and at most one typed detail.
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

  public static Rejection invalidArgument(String message) {
    return new Rejection(Code.INVALID_ARGUMENT, message, null);
  }

  public static Rejection failedPrecondition(String message) {
    return new Rejection(Code.FAILED_PRECONDITION, message, null);
  }

  /// Not found, with the detail by which clients tell it from a missing method.
  public static Rejection notFound(String message) {
    return new Rejection(Code.NOT_FOUND, message, NotFoundFailure.getDefaultInstance());
  }

  /// The workflow cannot take the request just now; clients try again after a while.
  public static Rejection busyWorkflow(String message) {
    return new Rejection(
        Code.RESOURCE_EXHAUSTED,
        message,
        ResourceExhaustedFailure.newBuilder()
            .setCause(ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW)
            .setScope(ResourceExhaustedScope.RESOURCE_EXHAUSTED_SCOPE_NAMESPACE)
            .build());
  }

  /// There is no run of this workflow id, or not this one.
  public static Rejection noSuchRun(String workflowId, String runId) {
    return notFound(
        runId.isEmpty()
            ? "workflow not found for ID: " + workflowId
            : "workflow execution not found for workflow ID \""
                + workflowId
                + "\" and run ID \""
                + runId
                + "\"");
  }

  /// The run is closed and takes no more changes.
  public static Rejection alreadyCompleted() {
    return notFound("workflow execution already completed");
  }
}
