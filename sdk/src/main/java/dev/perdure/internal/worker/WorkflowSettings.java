package dev.perdure.internal.worker;

import java.time.Duration;
import java.util.List;

/// How a worker runs workflow tasks.
///
/// @param slots how many tasks at once
/// @param cachedRuns how many runs are kept between their tasks
/// @param pollers how many polls at once, of both queues together
/// @param normalPollRatio the part of them that asks the normal queue and not the sticky one
/// @param stickyScheduleToStartTimeout how long a task waits in the sticky queue before any worker
///   may have it
/// @param failureExceptionTypes exceptions that fail the workflow and not only the task
/// @param debug whether workflow code may block for as long as it likes
public record WorkflowSettings(
    int slots,
    int cachedRuns,
    int pollers,
    double normalPollRatio,
    Duration stickyScheduleToStartTimeout,
    List<Class<? extends Throwable>> failureExceptionTypes,
    boolean debug) {

  /// The number of polls of the normal queue: at least one, and one is left for the sticky queue,
  /// so two polls run at least.
  int normalPollers() {
    if (cachedRuns == 0) {
      return Math.min(pollers, slots);
    }
    return Math.clamp(
        (int) (pollers * normalPollRatio), 1, Math.max(1, Math.min(pollers, slots) - 1));
  }

  /// The number of polls of the sticky queue.
  int stickyPollers() {
    return cachedRuns == 0
        ? 0
        : Math.max(1, Math.min(pollers - normalPollers(), slots - normalPollers()));
  }
}
