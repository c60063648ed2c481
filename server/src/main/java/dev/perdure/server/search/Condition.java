package dev.perdure.server.search;

import java.util.List;

/// What a run must be like to be in a list. Names are resolved, and values have the attribute's
/// type: `String` for Keyword, KeywordList and Text, `Long` for numbers (`Double` where they are
/// not whole or do not fit), `Long` for times (nanoseconds since 1970), for Bool (1 and 0) and for
/// the execution status (the protocol's number).
///
/// Truth has three values, as in SQL: a comparison with an attribute that a run does not have is
/// neither true nor false, and so is its negation.
public sealed interface Condition {
  record And(List<Condition> all) implements Condition {}

  record Or(List<Condition> any) implements Condition {}

  record Not(Condition operand) implements Condition {}

  record Comparison(Attribute attribute, Sign sign, Object value) implements Condition {}

  record OneOf(Attribute attribute, List<Object> values) implements Condition {}

  record StartsWith(Attribute attribute, String prefix) implements Condition {}

  /// An attribute with several values, or words, has one of these. It is false for a run that does
  /// not have the attribute.
  record Contains(Attribute attribute, List<Object> values) implements Condition {}

  /// Both ends are included.
  record Between(Attribute attribute, Object from, Object to) implements Condition {}

  record IsNull(Attribute attribute) implements Condition {}

  /// How two values stand.
  enum Sign {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }
}
