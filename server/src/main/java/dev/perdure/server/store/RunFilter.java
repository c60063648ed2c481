package dev.perdure.server.store;

import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition;
import dev.perdure.server.search.Condition.Sign;
import java.util.List;

/// A condition on the rows of `run` as SQL.
///
/// Columns have a plus sign before them, which keeps SQLite from choosing an index by them: which
/// one is read is decided by [RunScans], since it has no statistics to choose by.
///
/// The times of runs are compared to the microsecond, as lists show them.
final class RunFilter {
  private static final long MICRO = 1_000;

  private final Sql sql = new Sql();

  private RunFilter() {}

  /// @param condition what [PhaseCondition] has left of it
  static Sql of(Condition condition) {
    var filter = new RunFilter();
    filter.add(condition);
    return filter.sql;
  }

  private void add(Condition condition) {
    if (condition.equals(PhaseCondition.NEITHER)) {
      sql.add("NULL");
      return;
    }
    switch (condition) {
      case Condition.And(var all) -> join(all, " AND ");
      case Condition.Or(var any) -> join(any, " OR ");
      case Condition.Not(var operand) -> {
        sql.add("NOT (");
        add(operand);
        sql.add(")");
      }
      case Condition.Comparison(var attribute, var sign, var value) ->
          compare(attribute, sign, value);
      case Condition.OneOf(var attribute, var values) -> oneOf(attribute, values);
      case Condition.StartsWith(var attribute, var prefix) ->
          sql.add("substr(")
              .add(column(attribute))
              .add(", 1, length(")
              .bind(prefix)
              .add(")) = ")
              .bind(prefix);
      case Condition.Contains(var attribute, var values) ->
          sql.add("EXISTS (SELECT 1 FROM json_each(run.attributes, ")
              .bind(AttributeColumn.path(attribute))
              .add(") AS part WHERE part.value IN (")
              .bindAll(values)
              .add("))");
      case Condition.Between(var attribute, var from, var to) -> {
        compare(attribute, Sign.GREATER_OR_EQUAL, from);
        sql.add(" AND ");
        compare(attribute, Sign.LESS_OR_EQUAL, to);
      }
      case Condition.IsNull(var attribute) -> sql.add(column(attribute)).add(" IS NULL");
    }
  }

  private void join(List<Condition> conditions, String separator) {
    var before = "";
    for (var condition : conditions) {
      sql.add(before).add("(");
      add(condition);
      sql.add(")");
      before = separator;
    }
  }

  private void compare(Attribute attribute, Sign sign, Object value) {
    sql.add(column(attribute));
    if (!isTime(attribute)) {
      sql.add(text(sign)).bind(value);
      return;
    }
    long time = (Long) value;
    switch (sign) {
      case EQUAL -> sql.add(" / " + MICRO + " = ").bind(micros(time));
      case LESS, GREATER_OR_EQUAL -> sql.add(text(sign)).bind(firstOf(time));
      case LESS_OR_EQUAL, GREATER -> sql.add(text(sign)).bind(lastOf(time));
    }
  }

  private void oneOf(Attribute attribute, List<Object> values) {
    sql.add(column(attribute));
    if (isTime(attribute)) {
      sql.add(" / " + MICRO + " IN (")
          .bindAll(values.stream().map(time -> micros((Long) time)).toList());
    } else {
      sql.add(" IN (").bindAll(values);
    }
    sql.add(")");
  }

  private static long micros(long nanos) {
    return Math.floorDiv(nanos, MICRO);
  }

  /// The first nanosecond of the microsecond.
  static long firstOf(long nanos) {
    return nanos - Math.floorMod(nanos, MICRO);
  }

  /// The last nanosecond of the microsecond.
  static long lastOf(long nanos) {
    long first = firstOf(nanos);
    return first > Long.MAX_VALUE - MICRO ? Long.MAX_VALUE : first + MICRO - 1;
  }

  static String text(Sign sign) {
    return switch (sign) {
      case EQUAL -> " = ";
      case LESS -> " < ";
      case LESS_OR_EQUAL -> " <= ";
      case GREATER -> " > ";
      case GREATER_OR_EQUAL -> " >= ";
    };
  }

  private static boolean isTime(Attribute attribute) {
    return switch (attribute.name()) {
      case "StartTime", "ExecutionTime", "CloseTime" -> true;
      default -> false;
    };
  }

  private static Sql column(Attribute attribute) {
    return attribute.isStored()
        ? new Sql()
            .add("json_extract(run.attributes, ")
            .bind(AttributeColumn.path(attribute))
            .add(")")
        : new Sql().add(known(attribute));
  }

  private static String known(Attribute attribute) {
    return switch (attribute.name()) {
      case "WorkflowId" -> "+workflow_id";
      case "RunId" -> "+run_id";
      case "WorkflowType" -> "+type";
      case "TaskQueue" -> "+task_queue";
      case "StartTime" -> "+start_ns";
      case "ExecutionTime" -> "+execution_ns";
      case "CloseTime" -> "+close_ns";
      case "ExecutionStatus" -> "+status";
      case "ParentWorkflowId" -> "+parent_workflow_id";
      case "ParentRunId" -> "+parent_run_id";
      case "RootWorkflowId" -> "ifnull(root_workflow_id, workflow_id)";
      case "RootRunId" -> "ifnull(root_run_id, run_id)";
      case "HistoryLength" -> "+history_length";
      case "HistorySizeBytes" -> "+history_bytes";
      case "StateTransitionCount" -> "+transitions";
      case "ExecutionDuration" -> "(close_ns - execution_ns)";
      default -> throw new IllegalArgumentException("no column for " + attribute);
    };
  }
}
