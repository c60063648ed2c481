package dev.perdure.engine.record;

/// A durable fact that has no history event: an attempt started, a retry scheduled, a heartbeat, …
///
/// The set is closed and versioned: a kind, once released, is read for ever.
public sealed interface Note extends JournalRecord {
  /// Placeholder until the first real kind is written.
  record SignalRequestSeen(String runId, String requestId) implements Note {}
}
