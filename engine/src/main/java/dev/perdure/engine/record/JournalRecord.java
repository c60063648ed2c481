package dev.perdure.engine.record;

/// One durable fact about one run, or about an entity that has no runs. State is the fold of an
/// entity's records, and nothing else.
public sealed interface JournalRecord permits Event, Note, ScheduleRecord {
  /// The run that the fact is about, empty if it is about none.
  String runId();
}
