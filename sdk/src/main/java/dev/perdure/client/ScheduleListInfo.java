package dev.perdure.client;

import dev.perdure.internal.wire.Wire;
import java.time.Instant;
import java.util.List;

/// What a listed schedule has done and will do.
///
/// @param recentActions the last actions, the oldest first; fewer than in a description
/// @param nextActionTimes the next times; fewer than in a description
public record ScheduleListInfo(
    List<ScheduleActionResult> recentActions, List<Instant> nextActionTimes) {
  static ScheduleListInfo of(io.temporal.api.schedule.v1.ScheduleListInfo message) {
    return new ScheduleListInfo(
        ScheduleActionResult.all(message.getRecentActionsList()),
        message.getFutureActionTimesList().stream().map(Wire::instant).toList());
  }
}
