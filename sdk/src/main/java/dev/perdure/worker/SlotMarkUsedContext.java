package dev.perdure.worker;

/// A slot that is used from now on.
public interface SlotMarkUsedContext {
  /// What for.
  SlotInfo slotInfo();

  /// The slot.
  SlotPermit permit();
}
