package dev.perdure.worker;

import dev.perdure.internal.worker.FixedSizeSlots;
import dev.perdure.internal.worker.ResourceBasedSlots;
import java.util.Optional;
import java.util.OptionalInt;

/// Decides how many tasks of one kind a worker runs at once: each needs a slot, and a worker asks
/// for a task only when it has one.
///
/// [#fixedSize] and [#resourceBased] are there; others can be written. Calls come from many threads
/// at once. Workers that are given the same supplier share its slots.
public interface SlotSupplier {
  /// A fixed number of slots.
  static SlotSupplier fixedSize(int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException(
          "A slot supplier needs at least 1 slot, but has " + slots + ".");
    }
    return new FixedSizeSlots(slots);
  }

  /// As many slots as keep processor and memory at their targets.
  static SlotSupplier resourceBased(
      ResourceBasedTunerConfig targets, ResourceBasedSlotConfig slots) {
    return new ResourceBasedSlots(targets, slots);
  }

  /// Waits for a slot. The thread is virtual, so waiting costs little; it is interrupted when the
  /// worker stops. When this throws anything else, that is logged and the worker asks again a
  /// second later.
  SlotPermit reserve(SlotReserveContext context) throws InterruptedException;

  /// A slot if there is one now: for a task that comes without a poll.
  Optional<SlotPermit> tryReserve(SlotReserveContext context);

  /// Tells that a task came for a slot. It does nothing unless it is overridden.
  default void markUsed(SlotMarkUsedContext context) {}

  /// Takes a slot back, whether it was used or not. Each is given back once.
  void release(SlotReleaseContext context);

  /// The most slots that are ever given out, if there is such a number: a worker then makes no more
  /// polls than that.
  default OptionalInt maximumSlots() {
    return OptionalInt.empty();
  }

  /// The kind of this supplier, as lists of workers show it; the class's name unless it is
  /// overridden.
  default String kind() {
    return getClass().getSimpleName();
  }
}
