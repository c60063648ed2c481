package dev.perdure.client;

import io.grpc.StatusRuntimeException;

/// A schedule was not created because there is one with the id.
public final class ScheduleAlreadyRunningException extends RpcException {
  private final String scheduleId;

  ScheduleAlreadyRunningException(String scheduleId, StatusRuntimeException cause) {
    super(
        "Schedule %s was not created: there is one with this id. Take its handle with getScheduleHandle, to update or delete it."
            .formatted(scheduleId),
        cause);
    this.scheduleId = scheduleId;
  }

  /// The id that is taken.
  public String scheduleId() {
    return scheduleId;
  }
}
