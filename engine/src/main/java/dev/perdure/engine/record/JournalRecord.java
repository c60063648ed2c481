package dev.perdure.engine.record;

/// One durable fact about one run. State is the fold of an entity's records, and nothing else.
public sealed interface JournalRecord permits Event, Note {
  /// The run that the fact is about.
  String runId();
}
