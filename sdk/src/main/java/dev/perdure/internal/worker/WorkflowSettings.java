package dev.perdure.internal.worker;

import dev.perdure.worker.PollerBehavior;
import dev.perdure.worker.PollerBehavior.Autoscaling;
import dev.perdure.worker.PollerBehavior.SimpleMaximum;
import dev.perdure.worker.SlotSupplier;
import java.time.Duration;
import java.util.List;

/// How a worker runs workflow tasks.
///
/// @param slots how many tasks at once
/// @param cache keeps runs between their tasks
/// @param pollers how many polls at once: a fixed number is that of both queues together
/// @param normalPollRatio the part of a fixed number of polls that asks the normal queue and not
///   the sticky one
/// @param stickyScheduleToStartTimeout how long a task waits in the sticky queue before any worker
///   may have it
/// @param failureExceptionTypes exceptions that fail the workflow and not only the task
/// @param debug whether workflow code may block for as long as it likes
public record WorkflowSettings(
    SlotSupplier slots,
    RunCache cache,
    PollerBehavior pollers,
    double normalPollRatio,
    Duration stickyScheduleToStartTimeout,
    List<Class<? extends Throwable>> failureExceptionTypes,
    boolean debug) {

  /// How many runs are kept between their tasks.
  int cachedRuns() {
    return cache.capacity();
  }

  /// The scale of the polls of the normal queue. With a sticky queue beside it, it is at least one,
  /// and leaves one for that queue.
  PollScale normalScale(long nanoTime) {
    return switch (pollers) {
      case SimpleMaximum(int number) -> fixed(normalPolls(number), nanoTime);
      case Autoscaling scaling -> PollScale.of(scaling, shared(), nanoTime);
    };
  }

  /// The scale of the polls of the sticky queue.
  PollScale stickyScale(long nanoTime) {
    return switch (pollers) {
      case SimpleMaximum(int number) ->
          fixed(Math.max(1, polls(number) - normalPolls(number)), nanoTime);
      case Autoscaling scaling -> PollScale.of(scaling, shared(), nanoTime);
    };
  }

  private static PollScale fixed(int polls, long nanoTime) {
    return PollScale.of(PollerBehavior.simpleMaximum(polls), polls, nanoTime);
  }

  private int normalPolls(int number) {
    int polls = polls(number);
    return cachedRuns() == 0
        ? polls
        : Math.clamp((int) (polls * normalPollRatio), 1, Math.max(1, polls - 1));
  }

  /// No more of them than slots.
  private int polls(int number) {
    return Math.min(number, maximum());
  }

  /// A half for each queue, so that polls of the one never hold all slots.
  private int shared() {
    return cachedRuns() == 0 ? maximum() : Math.max(1, maximum() / 2);
  }

  private int maximum() {
    return slots.maximumSlots().orElse(Integer.MAX_VALUE);
  }
}
