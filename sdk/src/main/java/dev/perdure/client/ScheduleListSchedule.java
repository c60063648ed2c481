package dev.perdure.client;

import io.temporal.api.schedule.v1.ScheduleListInfo;

/// What a listed schedule does when.
///
/// @param action what is done
/// @param spec when it is done
/// @param state whether it is done
public record ScheduleListSchedule(
    ScheduleListAction action, ScheduleSpec spec, ScheduleListState state) {
  static ScheduleListSchedule of(ScheduleListInfo message) {
    return new ScheduleListSchedule(
        new ScheduleListActionStartWorkflow(message.getWorkflowType().getName()),
        new ScheduleSpec(message.getSpec()),
        new ScheduleListState(
            message.getNotes().isEmpty() ? null : message.getNotes(), message.getPaused()));
  }
}
