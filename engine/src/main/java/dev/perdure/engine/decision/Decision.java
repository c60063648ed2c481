package dev.perdure.engine.decision;

import dev.perdure.engine.record.JournalRecord;
import java.util.List;

/// What one request led to.
///
/// A rejected request usually has no records; a workflow task that its worker completed wrongly has
/// both: the caller is told off, and the failed task is on record.
public record Decision<R>(Outcome<R> outcome, List<JournalRecord> records, List<Effect> effects) {
  /// The answer to the caller.
  public sealed interface Outcome<R> {
    record Accepted<R>(R reply) implements Outcome<R> {}

    record Rejected<R>(Rejection rejection) implements Outcome<R> {}
  }
}
