package dev.perdure.engine.decision;

import dev.perdure.engine.record.JournalRecord;
import java.util.List;

/// What one request led to. The records are applied to the state already.
///
/// A rejected request usually has no records; a workflow task that its worker completed wrongly has
/// both: the caller is told off, and the failed task is on record.
public record Decision<R>(Outcome<R> outcome, List<JournalRecord> records, List<Effect> effects) {
  /// The answer to the caller.
  public sealed interface Outcome<R> {}

  /// Yes, and this is the reply.
  public record Accepted<R>(R reply) implements Outcome<R> {}

  /// An expected "no".
  public record Rejected<R>(Rejection rejection) implements Outcome<R> {}

  public static <R> Outcome<R> accept(R reply) {
    return new Accepted<>(reply);
  }

  public static <R> Outcome<R> reject(Rejection rejection) {
    return new Rejected<>(rejection);
  }

  /// The reply of an accepted request.
  ///
  /// @throws IllegalStateException if it was rejected
  public R reply() {
    return switch (outcome) {
      case Accepted<R>(R reply) -> reply;
      case Rejected<R>(Rejection rejection) ->
          throw new IllegalStateException("rejected: " + rejection.message());
    };
  }
}
