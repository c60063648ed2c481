package dev.perdure.server.store;

/// Waits for a position of the journal. One of the two methods is called, once.
///
/// Run by the journal's writer, which does nothing else meanwhile: an implementation must be quick
/// and must not block.
public interface DurableCallback {
  /// Everything up to the position survives a crash.
  void durable();

  /// The position was not written, and never will be.
  void failed(StoreException cause);
}
