package dev.perdure.client;

import io.grpc.StatusRuntimeException;

/// There is no schedule with the id: it was never created, was deleted, or has been done for long.
public final class ScheduleNotFoundException extends RpcException {
  private final String scheduleId;

  ScheduleNotFoundException(String scheduleId, String message, StatusRuntimeException cause) {
    super(message, cause);
    this.scheduleId = scheduleId;
  }

  /// The id.
  public String scheduleId() {
    return scheduleId;
  }
}
