package dev.perdure.client;

import io.grpc.StatusRuntimeException;

/// There is no standalone activity with the id (and run id), or it is closed and the call needs an
/// open one.
public final class ActivityNotFoundException extends RpcException {
  private final String activityId;

  ActivityNotFoundException(String activityId, String message, StatusRuntimeException cause) {
    super(message, cause);
    this.activityId = activityId;
  }

  /// The activity id that was asked for.
  public String activityId() {
    return activityId;
  }
}
