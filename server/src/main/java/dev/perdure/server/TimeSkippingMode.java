package dev.perdure.server;

/// Whether a server can be told, by the protocol's `TestService`, to let its time skip what nobody
/// does anything in. For tests: what sleeps for ten years then ends at once.
public enum TimeSkippingMode {
  /// Time is the wall clock's, and there is no `TestService`.
  OFF,
  /// Time is the wall clock's until a client unlocks it.
  LOCKED,
  /// Time skips from the start.
  UNLOCKED
}
