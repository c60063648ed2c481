package dev.perdure.engine.activity;

import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.ServerFailureInfo;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import org.jspecify.annotations.Nullable;

/// The failures that the server itself reports of activities.
final class Failures {
  private static final String SOURCE = "Server";

  private Failures() {}

  static Failure server(String message, boolean nonRetryable) {
    return Failure.newBuilder()
        .setMessage(message)
        .setSource(SOURCE)
        .setServerFailureInfo(ServerFailureInfo.newBuilder().setNonRetryable(nonRetryable))
        .build();
  }

  /// @param heartbeatDetails the last that the activity said
  /// @param cause why the attempt before it failed
  static Failure timeout(
      String message,
      TimeoutType type,
      @Nullable Payloads heartbeatDetails,
      @Nullable Failure cause) {
    var info = TimeoutFailureInfo.newBuilder().setTimeoutType(type);
    if (heartbeatDetails != null) {
      info.setLastHeartbeatDetails(heartbeatDetails);
    }
    var failure =
        Failure.newBuilder().setMessage(message).setSource(SOURCE).setTimeoutFailureInfo(info);
    if (cause != null) {
      failure.setCause(cause);
    }
    return failure.build();
  }
}
