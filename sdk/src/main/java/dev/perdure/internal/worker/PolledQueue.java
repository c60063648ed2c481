package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.worker.Slots.Slot;
import io.temporal.api.taskqueue.v1.PollerScalingDecision;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A queue that a worker polls.
///
/// @param name for messages, as in `workflow tasks of "orders"`
/// @param slots each poll takes one before it starts
/// @param isSticky whether only this worker listens to it
/// @param rate how many polls may be sent
/// @param poll one long poll
/// @param hand takes a task together with its slot, and returns at once
record PolledQueue<T>(
    String name,
    Slots slots,
    boolean isSticky,
    RateLimit rate,
    LongPoll<T> poll,
    BiConsumer<T, Slot> hand) {
  /// Waits until a poll may be sent.
  ///
  /// @return the slot for what it brings
  Slot slot() throws InterruptedException {
    Slot slot = slots.acquire(isSticky);
    try {
      rate.acquire();
      return slot;
    } catch (InterruptedException e) {
      slot.release();
      throw e;
    }
  }

  /// Asks the server for a task.
  @FunctionalInterface
  interface LongPoll<T> {
    Answer<T> poll(Rpc rpc);
  }

  /// What a poll brought.
  ///
  /// @param task null when there was none in the time that a poll takes
  /// @param scaling whether the server wants more or fewer polls; null when it does not say
  record Answer<T>(@Nullable T task, @Nullable PollerScalingDecision scaling) {}
}
