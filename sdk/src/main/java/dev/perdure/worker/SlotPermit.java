package dev.perdure.worker;

/// One slot that a [SlotSupplier] has given out. A supplier may return a subclass, to keep with the
/// slot what it needs at the slot's release.
public class SlotPermit {
  /// A slot about which nothing is kept.
  public SlotPermit() {}
}
