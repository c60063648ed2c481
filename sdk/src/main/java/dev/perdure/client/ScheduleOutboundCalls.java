package dev.perdure.client;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The part of [ClientOutboundCalls] that is about schedules.
public interface ScheduleOutboundCalls {
  /// Who is called by the methods that are not overridden.
  ClientOutboundCalls next();

  /// Creates a schedule.
  default ScheduleHandle createSchedule(CreateScheduleInput input) {
    return next().createSchedule(input);
  }

  /// Asks the server about a schedule.
  default ScheduleDescription describeSchedule(DescribeScheduleInput input) {
    return next().describeSchedule(input);
  }

  /// Changes a schedule as its function says, which may be called several times.
  default void updateSchedule(UpdateScheduleInput input) {
    next().updateSchedule(input);
  }

  /// Deletes a schedule.
  default void deleteSchedule(DeleteScheduleInput input) {
    next().deleteSchedule(input);
  }

  /// Pauses a schedule.
  default void pauseSchedule(PauseScheduleInput input) {
    next().pauseSchedule(input);
  }

  /// Lets a paused schedule act again.
  default void unpauseSchedule(UnpauseScheduleInput input) {
    next().unpauseSchedule(input);
  }

  /// Lets a schedule act at once.
  default void triggerSchedule(TriggerScheduleInput input) {
    next().triggerSchedule(input);
  }

  /// Lets a schedule go through times as if they passed now.
  default void backfillSchedule(BackfillScheduleInput input) {
    next().backfillSchedule(input);
  }

  /// Asks the server when a schedule would act.
  default List<Instant> listScheduleMatchingTimes(ListScheduleMatchingTimesInput input) {
    return next().listScheduleMatchingTimes(input);
  }

  /// Reads a page of a list of schedules.
  default PagedList.Page<ScheduleListDescription> listSchedules(ListSchedulesInput input) {
    return next().listSchedules(input);
  }

  /// The input of [#createSchedule].
  record CreateScheduleInput(String id, Schedule schedule, ScheduleOptions options) {
    /// The same with another schedule.
    public CreateScheduleInput withSchedule(Schedule schedule) {
      return new CreateScheduleInput(id, schedule, options);
    }

    /// The same with other options.
    public CreateScheduleInput withOptions(ScheduleOptions options) {
      return new CreateScheduleInput(id, schedule, options);
    }
  }

  /// The input of [#describeSchedule].
  record DescribeScheduleInput(String id) {}

  /// The input of [#updateSchedule].
  ///
  /// @param updater makes what the schedule becomes of what it is; null for no change
  record UpdateScheduleInput(
      String id, Function<ScheduleUpdateInput, @Nullable ScheduleUpdate> updater) {
    /// The same with another function.
    public UpdateScheduleInput withUpdater(
        Function<ScheduleUpdateInput, @Nullable ScheduleUpdate> updater) {
      return new UpdateScheduleInput(id, updater);
    }
  }

  /// The input of [#deleteSchedule].
  record DeleteScheduleInput(String id) {}

  /// The input of [#pauseSchedule].
  record PauseScheduleInput(String id, String note) {}

  /// The input of [#unpauseSchedule].
  record UnpauseScheduleInput(String id, String note) {}

  /// The input of [#triggerSchedule].
  ///
  /// @param overlap the overlap policy of the action; null for the schedule's own
  record TriggerScheduleInput(String id, @Nullable ScheduleOverlapPolicy overlap) {}

  /// The input of [#backfillSchedule].
  record BackfillScheduleInput(String id, List<ScheduleBackfill> backfills) {}

  /// The input of [#listScheduleMatchingTimes].
  record ListScheduleMatchingTimesInput(String id, Instant startAt, Instant endAt) {}

  /// The input of [#listSchedules].
  ///
  /// @param query what the schedules must be like; empty for all
  /// @param pageSize how many at most
  /// @param pageToken what asks for the page; empty for the first
  record ListSchedulesInput(String query, int pageSize, ByteString pageToken) {}
}
