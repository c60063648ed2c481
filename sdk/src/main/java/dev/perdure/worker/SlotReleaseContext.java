package dev.perdure.worker;

import java.util.Optional;

/// A slot that is given back.
public interface SlotReleaseContext {
  /// What it was used for; empty when no task came for it.
  Optional<SlotInfo> slotInfo();

  /// The slot.
  SlotPermit permit();
}
