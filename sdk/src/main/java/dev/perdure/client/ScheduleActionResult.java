package dev.perdure.client;

import dev.perdure.internal.wire.Wire;
import java.time.Instant;
import java.util.List;

/// An action that a schedule took.
///
/// @param scheduledAt the time that it was planned for, with jitter
/// @param startedAt when it was taken
/// @param action what came of it
public record ScheduleActionResult(
    Instant scheduledAt, Instant startedAt, ScheduleActionExecution action) {
  static List<ScheduleActionResult> all(
      List<io.temporal.api.schedule.v1.ScheduleActionResult> messages) {
    return messages.stream()
        .map(
            message ->
                new ScheduleActionResult(
                    Wire.instant(message.getScheduleTime()),
                    Wire.instant(message.getActualTime()),
                    ScheduleActionExecutionStartWorkflow.of(message.getStartWorkflowResult())))
        .toList();
  }
}
