package dev.perdure.client;

import dev.perdure.internal.wire.Wire;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a schedule has done and will do.
///
/// @param numActions how many actions it has taken
/// @param numActionsMissedCatchupWindow how many it has left out because it was too late for them
/// @param numActionsSkippedOverlap how many it has left out because the last one still ran
/// @param runningActions those that run
/// @param recentActions the last ten, the oldest first
/// @param nextActionTimes the next ten times
/// @param createdAt when the schedule was created
/// @param lastUpdatedAt when it was last updated; null for never
public record ScheduleInfo(
    long numActions,
    long numActionsMissedCatchupWindow,
    long numActionsSkippedOverlap,
    List<ScheduleActionExecution> runningActions,
    List<ScheduleActionResult> recentActions,
    List<Instant> nextActionTimes,
    Instant createdAt,
    @Nullable Instant lastUpdatedAt) {
  static ScheduleInfo of(io.temporal.api.schedule.v1.ScheduleInfo message) {
    return new ScheduleInfo(
        message.getActionCount(),
        message.getMissedCatchupWindow(),
        message.getOverlapSkipped(),
        message.getRunningWorkflowsList().stream()
            .map(ScheduleActionExecutionStartWorkflow::of)
            .toList(),
        ScheduleActionResult.all(message.getRecentActionsList()),
        message.getFutureActionTimesList().stream().map(Wire::instant).toList(),
        Wire.instant(message.getCreateTime()),
        message.hasUpdateTime() ? Wire.instant(message.getUpdateTime()) : null);
  }
}
