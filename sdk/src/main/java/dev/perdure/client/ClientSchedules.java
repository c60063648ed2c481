package dev.perdure.client;

import dev.perdure.client.ScheduleOutboundCalls.CreateScheduleInput;
import dev.perdure.client.ScheduleOutboundCalls.ListSchedulesInput;

/// The verbs of [Client] that are about schedules. Callers see them as the client's own.
abstract class ClientSchedules extends ClientBatches {
  ClientSchedules() {}

  /// Creates a schedule: the server acts by it until it is deleted. One whose times are over, or
  /// that has none, and that nobody has triggered, updated or paused for a week, is forgotten.
  ///
  /// @param id unique among the schedules of the namespace
  /// @throws ScheduleAlreadyRunningException when the id is taken
  /// @throws RpcException when the server refuses the schedule, such as one with a cron expression
  ///   or time zone that there is not, or one that never fires
  public ScheduleHandle createSchedule(String id, Schedule schedule) {
    return createSchedule(id, schedule, ScheduleOptions.defaults());
  }

  /// Creates a schedule: the server acts by it until it is deleted. One whose times are over, or
  /// that has none, and that nobody has triggered, updated or paused for a week, is forgotten.
  ///
  /// @param id unique among the schedules of the namespace
  /// @throws ScheduleAlreadyRunningException when the id is taken
  /// @throws RpcException when the server refuses the schedule, such as one with a cron expression
  ///   or time zone that there is not, or one that never fires
  public ScheduleHandle createSchedule(String id, Schedule schedule, ScheduleOptions options) {
    return outbound().createSchedule(new CreateScheduleInput(id, schedule, options));
  }

  /// The handle of the schedule with this id. Nothing is asked of the server.
  public ScheduleHandle getScheduleHandle(String id) {
    return new ScheduleHandle(outbound(), id);
  }

  /// The schedules of the namespace. Nothing is asked of the server until somebody goes through
  /// them.
  public PagedList<ScheduleListDescription> listSchedules() {
    return listSchedules("");
  }

  /// The schedules that a query over their search attributes finds, such as `TemporalSchedulePaused
  /// = true`. Nothing is asked of the server until somebody goes through them.
  public PagedList<ScheduleListDescription> listSchedules(String query) {
    return new PagedList<>(
        (size, token) -> outbound().listSchedules(new ListSchedulesInput(query, size, token)));
  }
}
