package dev.perdure.server.search;

import io.temporal.api.enums.v1.IndexedValueType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A query that can be carried out.
///
/// @param where null if all runs are meant
/// @param byStatus whether the runs are to be counted by execution status
public record ListQuery(@Nullable Condition where, boolean byStatus) {
  /// Reads the query of a list.
  ///
  /// @param registered the search attributes that users have registered in the namespace
  /// @throws QueryException if it cannot be carried out
  public static ListQuery ofList(String text, Map<String, IndexedValueType> registered)
      throws QueryException {
    var query = Parser.parse(text);
    var analysis = analyze(query, registered);
    if (!query.groupBy().isEmpty()) {
      throw QueryException.notSupported("'GROUP BY' clause");
    }
    return analysis;
  }

  /// Reads the query of a count, which may group.
  ///
  /// @param registered the search attributes that users have registered in the namespace
  /// @throws QueryException if it cannot be carried out
  public static ListQuery ofCount(String text, Map<String, IndexedValueType> registered)
      throws QueryException {
    return analyze(Parser.parse(text), registered);
  }

  private static ListQuery analyze(Query query, Map<String, IndexedValueType> registered)
      throws QueryException {
    if (query.ordered()) {
      throw QueryException.notSupported("'ORDER BY' clause");
    }
    if (query.limited()) {
      throw QueryException.notSupported("'LIMIT' clause");
    }
    var analysis = new Analysis(registered);
    var expression = query.where();
    var where = expression == null ? null : analysis.condition(expression);
    if (query.groupBy().size() > 1) {
      throw QueryException.notSupported("'GROUP BY' clause supports only a single field");
    }
    for (var group : query.groupBy()) {
      checkGroup(analysis.attribute(group));
    }
    return new ListQuery(where, !query.groupBy().isEmpty());
  }

  private static void checkGroup(Attribute attribute) throws QueryException {
    if (!attribute.name().equals("ExecutionStatus")) {
      throw QueryException.notSupported("'GROUP BY' clause is only supported for ExecutionStatus");
    }
  }
}
