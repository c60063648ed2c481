package dev.perdure.server;

/// Whether a server can be told, by the protocol's `TestService`, to let its time skip what nobody
/// does anything in. For tests: what sleeps for ten years then ends at once.
public enum TimeSkippingMode {
  /// Time is the wall clock's, and there is no `TestService`.
  OFF,
  /// Time is the wall clock's until a client unlocks it.
  LOCKED,
  /// Time skips from the start.
  UNLOCKED,
  /// Time is the wall clock's unless somebody waits: it skips while a call sleeps, and (as long as
  /// no client has locked it) while a call waits for the end of a run or the outcome of an update.
  /// It stands again in the moment that decides what the caller hears.
  WHILE_AWAITED
}
