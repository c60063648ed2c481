package dev.perdure.internal.worker;

import dev.perdure.worker.PollerBehavior;
import dev.perdure.worker.PollerBehavior.Autoscaling;
import dev.perdure.worker.PollerBehavior.SimpleMaximum;
import io.temporal.api.taskqueue.v1.PollerScalingDecision;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How many polls of one queue should wait. Where it is not fixed, the server's decisions move it;
/// but more polls are of use only while more tasks come through them, so it grows only then.
final class PollScale {
  private static final long PERIOD_NANOS = Duration.ofMillis(100).toNanos();

  /// How much more must come than in the period before.
  private static final double GROWTH = 1.1;

  private final int minimum;
  private final int maximum;
  private final boolean scales;
  private int target;
  private boolean serverDecides;
  private long periodStart;
  private int tasks;
  private int tasksBefore;
  private boolean mayGrow = true;

  private PollScale(int minimum, int maximum, int initial, boolean scales, long nanoTime) {
    this.minimum = minimum;
    this.maximum = maximum;
    this.target = initial;
    this.scales = scales;
    this.periodStart = nanoTime;
  }

  /// As a behaviour says, but with no more polls than `limit`.
  static PollScale of(PollerBehavior behavior, int limit, long nanoTime) {
    return switch (behavior) {
      case SimpleMaximum(int number) -> {
        int polls = Math.min(number, limit);
        yield new PollScale(polls, polls, polls, false, nanoTime);
      }
      case Autoscaling(int minimum, int maximum, int initial) ->
          new PollScale(
              Math.min(minimum, limit),
              Math.min(maximum, limit),
              Math.min(initial, limit),
              true,
              nanoTime);
    };
  }

  /// The server has said that it decides: so that polls without a task may become fewer before its
  /// first decision.
  synchronized void serverDecides() {
    serverDecides = true;
  }

  synchronized int target() {
    return target;
  }

  boolean isAutoscaling() {
    return scales;
  }

  /// Takes in how a poll ended.
  ///
  /// @param hasTask whether it brought a task
  /// @param decision what the server thinks of the number of polls; null when it said nothing
  synchronized void polled(
      boolean hasTask, @Nullable PollerScalingDecision decision, long nanoTime) {
    if (!scales) {
      return;
    }
    roll(nanoTime);
    if (hasTask) {
      tasks++;
    }
    if (decision != null) {
      serverDecides = true;
      int change = decision.getPollRequestDeltaSuggestion();
      if (change < 0 || mayGrow) {
        move((long) target + change);
      }
    } else if (!hasTask && serverDecides) {
      move(target - 1);
    }
  }

  /// Takes in that a poll failed.
  ///
  /// @param busy whether the server has too much to do
  synchronized void failed(boolean busy) {
    if (scales && serverDecides) {
      move(busy ? target / 2 : target - 1);
    }
  }

  private void roll(long nanoTime) {
    long periods = (nanoTime - periodStart) / PERIOD_NANOS;
    if (periods > 0) {
      mayGrow = periods > 1 || tasks >= (int) (tasksBefore * GROWTH);
      tasksBefore = periods > 1 ? 0 : tasks;
      tasks = 0;
      periodStart += periods * PERIOD_NANOS;
    }
  }

  private void move(long polls) {
    target = Math.clamp(polls, minimum, maximum);
  }
}
