package dev.perdure.server.store;

import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition.Sign;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of an attribute between some bounds, where an index has them in their order.
///
/// @param bounds each value meets all of them
record ValueRange(Attribute attribute, List<Bound> bounds) {
  /// @param sign not [Sign#EQUAL]
  record Bound(Sign sign, Object value) {}

  /// All values of an attribute.
  static ValueRange all(Attribute attribute) {
    return new ValueRange(attribute, List.of());
  }

  ValueRange and(Sign sign, Object value) {
    var all = new ArrayList<>(bounds);
    all.add(new Bound(sign, value));
    return new ValueRange(attribute, all);
  }

  RunSource source() {
    return attribute.isStored() ? RunSource.ATTRIBUTES : RunSource.index("run_workflow");
  }

  /// The column that has the values.
  String column() {
    return attribute.isStored() ? "value" : "workflow_id";
  }

  /// Holds for the entries of the index that are the attribute's.
  Sql ofAttribute() {
    return attribute.isStored()
        ? new Sql().add("name = ").bind(AttributeColumn.key(attribute))
        : new Sql().add("1");
  }

  /// Holds for the entries of the index that are in the range.
  Sql where() {
    return ofAttribute().add(within(column()));
  }

  /// What the values of entries must be like besides, for a stretch that is read by other bounds:
  /// SQLite reads an index by one bound on each side.
  Sql withoutIndex() {
    return within("+" + column());
  }

  private Sql within(String column) {
    var sql = new Sql();
    for (var bound : bounds) {
      sql.add(" AND " + column + RunFilter.text(bound.sign)).bind(bound.value);
    }
    return sql;
  }

  /// No value of it is less; null if nothing is known of that.
  @Nullable Object lowest() {
    return bounds.stream()
        .filter(bound -> bound.sign == Sign.GREATER || bound.sign == Sign.GREATER_OR_EQUAL)
        .map(Bound::value)
        .max(ValueRange::compare)
        .orElse(null);
  }

  /// No value of it is greater; null if nothing is known of that.
  @Nullable Object highest() {
    return bounds.stream()
        .filter(bound -> bound.sign == Sign.LESS || bound.sign == Sign.LESS_OR_EQUAL)
        .map(Bound::value)
        .min(ValueRange::compare)
        .orElse(null);
  }

  /// Whether a value of it can be among those from `first` on, and before `end`.
  ///
  /// @param end null if there is no end
  boolean reaches(Object first, @Nullable Object end) {
    for (var bound : bounds) {
      boolean reaches =
          switch (bound.sign) {
            case LESS -> compare(first, bound.value) < 0;
            case LESS_OR_EQUAL -> compare(first, bound.value) <= 0;
            case GREATER, GREATER_OR_EQUAL -> end == null || compare(end, bound.value) > 0;
            case EQUAL -> throw new IllegalArgumentException("An equal value is no bound");
          };
      if (!reaches) {
        return false;
      }
    }
    return true;
  }

  /// The order of SQLite: numbers by their value, before texts by the bytes of their UTF-8.
  static int compare(Object a, Object b) {
    if (a instanceof String text && b instanceof String other) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
    if (a instanceof String || b instanceof String) {
      return a instanceof String ? 1 : -1;
    }
    return a instanceof Double || b instanceof Double
        ? Double.compare(((Number) a).doubleValue(), ((Number) b).doubleValue())
        : Long.compare(((Number) a).longValue(), ((Number) b).longValue());
  }
}
