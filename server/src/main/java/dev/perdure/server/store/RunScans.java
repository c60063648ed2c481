package dev.perdure.server.store;

import dev.perdure.server.search.Condition;
import dev.perdure.server.search.Condition.Sign;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which stretches of which index are read to find the runs of a condition: those of the comparison
/// that all runs must meet and that leaves the fewest, most likely.
///
/// Two or more stretches of one index (one for each of several types, say) have no run in common.
final class RunScans {
  /// So many values are read one after the other, each in order, and merged.
  private static final int MERGED_MAX = 16;

  /// So many runs are sorted rather than read in order and left out one by one.
  static final int SORTED_MAX = 20_000;

  private static final List<Long> RARE =
      List.of(
          (long) WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED.getNumber(),
          (long) WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED.getNumber(),
          (long) WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED.getNumber(),
          (long) WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT.getNumber());

  /// One stretch.
  ///
  /// @param where what it has in common, besides the namespace
  /// @param manyPossible whether it may be so long that it must be counted before it is sorted
  record Scan(String index, Sql where, boolean manyPossible) {
    boolean isAll() {
      return index.equals("run_time");
    }
  }

  private static final Scan ALL = new Scan("run_time", new Sql().add("1"), false);

  private final Phase phase;
  private final Map<String, List<Object>> values = new HashMap<>();
  private final Sql bounds = new Sql();
  private @Nullable String prefix;

  private RunScans(Phase phase) {
    this.phase = phase;
  }

  /// @param where what [PhaseCondition] has left of it
  static RunScans of(Condition where, Phase phase) {
    var scans = new RunScans(phase);
    scans.look(where);
    return scans;
  }

  /// The stretches, in any order; all of the runs when nothing better is known.
  List<Scan> scans() {
    var status = values.getOrDefault("ExecutionStatus", List.of());
    if (values.containsKey("RunId")) {
      return List.of(together("run_key", "run_id", values.get("RunId")));
    }
    if (values.containsKey("WorkflowId")) {
      return each("run_workflow", "workflow_id", values.get("WorkflowId"));
    }
    if (values.containsKey("ParentWorkflowId")) {
      return each("run_parent", "parent_workflow_id", values.get("ParentWorkflowId"));
    }
    if (values.containsKey("RootWorkflowId")) {
      return roots(values.get("RootWorkflowId"));
    }
    if (prefix != null && !prefix.isEmpty()) {
      return List.of(new Scan("run_workflow", range(prefix), true));
    }
    boolean byStatus = phase == Phase.CLOSED && !status.isEmpty();
    if (byStatus && RARE.containsAll(status)) {
      return each("run_status", "status", status);
    }
    if (values.containsKey("WorkflowType")) {
      return each("run_type", "type", values.get("WorkflowType"));
    }
    return byStatus ? each("run_status", "status", status) : List.of(ALL);
  }

  static List<Scan> all() {
    return List.of(ALL);
  }

  /// Bounds of the times that all indexes end with, each with ` AND ` before it.
  Sql bounds() {
    return bounds;
  }

  private void look(Condition condition) {
    switch (condition) {
      case Condition.And(var all) -> all.forEach(this::look);
      case Condition.Comparison(var attribute, var sign, var value) -> {
        if (sign == Sign.EQUAL) {
          note(attribute.name(), List.of(value));
        }
        bound(attribute.name(), sign, value);
      }
      case Condition.OneOf(var attribute, var all) -> note(attribute.name(), all);
      case Condition.Between(var attribute, var from, var to) -> {
        bound(attribute.name(), Sign.GREATER_OR_EQUAL, from);
        bound(attribute.name(), Sign.LESS_OR_EQUAL, to);
      }
      case Condition.StartsWith(var attribute, var start) -> {
        if (attribute.name().equals("WorkflowId")) {
          prefix = start;
        }
      }
      case Condition.Or _, Condition.Not _, Condition.IsNull _ -> {}
    }
  }

  private void note(String attribute, List<Object> all) {
    var distinct = all.stream().distinct().toList();
    values.merge(attribute, distinct, (a, b) -> a.size() <= b.size() ? a : b);
  }

  /// A run closes when it has started, so what bounds its start from below bounds its end as well.
  private void bound(String attribute, Sign sign, Object value) {
    boolean start = attribute.equals("StartTime");
    if (!start && !(attribute.equals("CloseTime") && phase == Phase.CLOSED)) {
      return;
    }
    long time = (Long) value;
    var column = start && phase == Phase.OPEN ? "start_ns" : "close_ns";
    boolean lower = sign == Sign.GREATER || sign == Sign.GREATER_OR_EQUAL || sign == Sign.EQUAL;
    boolean upper = sign == Sign.LESS || sign == Sign.LESS_OR_EQUAL || sign == Sign.EQUAL;
    if (lower) {
      bounds.add(" AND " + column + " >= ").bind(RunFilter.firstOf(time));
    }
    if (upper && (!start || phase == Phase.OPEN)) {
      bounds.add(" AND " + column + " <= ").bind(RunFilter.lastOf(time));
    }
  }

  private static List<Scan> each(String index, String column, List<Object> all) {
    if (all.size() > MERGED_MAX) {
      return List.of(together(index, column, all));
    }
    var scans = new ArrayList<Scan>();
    for (var value : all) {
      scans.add(new Scan(index, new Sql().add(column + " = ").bind(value), false));
    }
    return scans;
  }

  private static Scan together(String index, String column, List<Object> all) {
    return new Scan(index, new Sql().add(column + " IN (").bindAll(all).add(")"), true);
  }

  /// A run without ancestors is its own root.
  private static List<Scan> roots(List<Object> all) {
    var scans = new ArrayList<>(each("run_root", "root_workflow_id", all));
    for (var own : each("run_workflow", "workflow_id", all)) {
      scans.add(
          new Scan(
              own.index,
              new Sql().add(own.where).add(" AND +root_workflow_id IS NULL"),
              own.manyPossible));
    }
    return scans;
  }

  private static Sql range(String prefix) {
    var sql = new Sql().add("workflow_id >= ").bind(prefix);
    var end = behindAll(prefix);
    return end == null ? sql : sql.add(" AND workflow_id < ").bind(end);
  }

  /// The first text behind all that start with this one; null if there is none.
  private static @Nullable String behindAll(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return prefix.substring(0, end) + Character.toString(next);
      }
    }
    return null;
  }
}
