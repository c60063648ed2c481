package dev.perdure.server.store;

import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition;
import dev.perdure.server.search.Condition.Sign;
import dev.perdure.server.search.KnownAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which stretches of which index can be read to find the runs of a condition: each comparison that
/// all runs must meet may name some.
final class RunScans {
  /// So many values are read one after the other, each in order, and merged.
  private static final int MERGED_MAX = 16;

  private static final List<Long> RARE =
      List.of(
          (long) WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED.getNumber(),
          (long) WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED.getNumber(),
          (long) WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED.getNumber(),
          (long) WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT.getNumber());

  private static final RunSource WHOLE = RunSource.index("run_time");

  /// One stretch.
  ///
  /// @param where what it has in common, besides namespace and phase
  /// @param inOrder whether it has the order of lists; else its runs have to be sorted
  /// @param left what its runs must be like besides
  record Scan(RunSource source, Sql where, boolean inOrder, Condition left) {
    /// Whether every run of it is one that is looked for.
    boolean isAll() {
      return left.equals(PhaseCondition.TRUE);
    }

    boolean isWholeList() {
      return source.equals(WHOLE);
    }
  }

  /// Stretches that have all runs that are looked for, and no run in common (one for each of
  /// several types, say).
  ///
  /// @param range all the values that the runs have; null if they are found by something else
  record Choice(List<Scan> scans, @Nullable ValueRange range) {
    Choice(List<Scan> scans) {
      this(scans, null);
    }

    /// Whether each has the order of lists.
    boolean isInOrder() {
      return scans.stream().allMatch(Scan::inOrder);
    }

    /// Whether they have no other runs.
    boolean isAll() {
      return scans.stream().allMatch(Scan::isAll);
    }
  }

  /// Values of which a run must have one.
  ///
  /// @param conjunct what says so
  private record Values(Condition conjunct, List<Object> all) {}

  /// Bounds of a value.
  ///
  /// @param conjuncts what says so
  private record Range(ValueRange values, List<Condition> conjuncts) {}

  private final Phase phase;
  private final List<Condition> conjuncts;
  private final Map<Attribute, Values> values = new LinkedHashMap<>();
  private final Map<Attribute, Range> ranges = new LinkedHashMap<>();
  private Times times = Times.ALL;
  private long latestStart = Long.MAX_VALUE;

  private RunScans(List<Condition> conjuncts, Phase phase) {
    this.conjuncts = conjuncts;
    this.phase = phase;
    if (phase == Phase.CLOSED) {
      times = times.until(AttributeRows.NEVER - 1);
    }
  }

  /// @param where what [PhaseCondition] has left of it
  static RunScans of(Condition where, Phase phase) {
    var conjuncts = where instanceof Condition.And(var all) ? all : List.of(where);
    var scans = new RunScans(conjuncts, phase);
    conjuncts.forEach(scans::look);
    return scans;
  }

  /// What can be read. The first of those that all have many runs is the one that has the fewest,
  /// most likely. The last one is the whole list.
  List<Choice> choices() {
    var choices = new ArrayList<Choice>();
    byValue(choices, "RunId", "run_key", "run_id");
    byValue(choices, "WorkflowId", "run_workflow", "workflow_id");
    byValue(choices, "ParentWorkflowId", "run_parent", "parent_workflow_id");
    byRoot(choices);
    values.keySet().stream().filter(Attribute::isStored).forEach(each -> byStored(choices, each));
    ranges.values().forEach(range -> choices.add(byRange(range)));
    byStatus(choices, true);
    byValue(choices, "WorkflowType", "run_type", "type");
    byStatus(choices, false);
    choices.add(new Choice(List.of(scan(WHOLE, new Sql().add("1"), true, List.of()))));
    return choices;
  }

  /// Within which all runs are that are looked for.
  Times times() {
    return times;
  }

  /// No run that is looked for started later. The greatest number if that is not known.
  long latestStart() {
    return latestStart;
  }

  private void look(Condition condition) {
    switch (condition) {
      case Condition.Comparison(var attribute, var sign, var value) -> {
        if (sign == Sign.EQUAL) {
          note(attribute, condition, List.of(value));
        } else {
          limit(attribute, condition, sign, value);
        }
        bound(attribute, sign, value);
      }
      case Condition.OneOf(var attribute, var all) -> note(attribute, condition, all);
      case Condition.Contains(var attribute, var all) -> note(attribute, condition, all);
      case Condition.Between(var attribute, var from, var to) -> {
        limit(attribute, condition, Sign.GREATER_OR_EQUAL, from);
        limit(attribute, condition, Sign.LESS_OR_EQUAL, to);
        bound(attribute, Sign.GREATER_OR_EQUAL, from);
        bound(attribute, Sign.LESS_OR_EQUAL, to);
      }
      case Condition.StartsWith(var attribute, var prefix) -> {
        var end = behindAll(prefix);
        if (end != null) {
          limit(attribute, condition, Sign.GREATER_OR_EQUAL, prefix);
          limit(attribute, condition, Sign.LESS, end);
        }
      }
      case Condition.And _, Condition.Or _, Condition.Not _, Condition.IsNull _ -> {}
    }
  }

  private void note(Attribute attribute, Condition conjunct, List<Object> all) {
    var distinct = all.stream().distinct().toList();
    values.merge(
        attribute, new Values(conjunct, distinct), (a, b) -> a.all.size() <= b.all.size() ? a : b);
  }

  /// Only where there is an index that has the values in their order.
  private void limit(Attribute attribute, Condition conjunct, Sign sign, Object value) {
    if (!attribute.isStored() && !attribute.name().equals("WorkflowId")) {
      return;
    }
    var known = ranges.get(attribute);
    var values = known == null ? ValueRange.all(attribute) : known.values;
    var conjuncts = known == null ? new ArrayList<Condition>() : known.conjuncts;
    conjuncts.add(conjunct);
    ranges.put(attribute, new Range(values.and(sign, value), conjuncts));
  }

  /// A run closes when it has started, so what bounds its start from below bounds its end as well.
  private void bound(Attribute attribute, Sign sign, Object value) {
    boolean start = attribute.name().equals("StartTime");
    if (!start && !(attribute.name().equals("CloseTime") && phase == Phase.CLOSED)) {
      return;
    }
    long time = (Long) value;
    boolean lower = sign == Sign.GREATER || sign == Sign.GREATER_OR_EQUAL || sign == Sign.EQUAL;
    boolean upper = sign == Sign.LESS || sign == Sign.LESS_OR_EQUAL || sign == Sign.EQUAL;
    if (lower) {
      times = times.since(RunFilter.firstOf(time));
    }
    if (upper && start) {
      latestStart = Math.min(latestStart, RunFilter.lastOf(time));
    }
    if (upper && (!start || phase == Phase.OPEN)) {
      times = times.until(RunFilter.lastOf(time));
    }
  }

  private void byValue(List<Choice> choices, String name, String index, String column) {
    var known = values.get(known(name));
    if (known != null) {
      choices.add(new Choice(each(index, column, known, "")));
    }
  }

  /// The index has closed runs only.
  private void byStatus(List<Choice> choices, boolean rare) {
    var known = values.get(known("ExecutionStatus"));
    if (known != null && phase == Phase.CLOSED && rare == RARE.containsAll(known.all)) {
      choices.add(new Choice(each("run_status", "status", known, " AND close_ns IS NOT NULL")));
    }
  }

  /// A run without ancestors is its own root.
  private void byRoot(List<Choice> choices) {
    var root = values.get(known("RootWorkflowId"));
    if (root != null) {
      var scans = new ArrayList<>(each("run_root", "root_workflow_id", root, ""));
      scans.addAll(each("run_workflow", "workflow_id", root, " AND +root_workflow_id IS NULL"));
      choices.add(new Choice(scans));
    }
  }

  private List<Scan> each(String index, String column, Values known, String and) {
    var source = RunSource.index(index);
    var covered = List.of(known.conjunct);
    boolean unique = column.equals("run_id");
    if (unique || known.all.size() > MERGED_MAX) {
      var sql = new Sql().add(column + " IN (").bindAll(known.all).add(")").add(and);
      return List.of(scan(source, sql, false, covered));
    }
    return known.all.stream()
        .map(value -> new Sql().add(column + " = ").bind(value).add(and))
        .map(sql -> scan(source, sql, true, covered))
        .toList();
  }

  /// A run with several values belongs to the stretch of the first one.
  private void byStored(List<Choice> choices, Attribute attribute) {
    var known = values.get(attribute);
    if (known == null || known.all.size() > MERGED_MAX) {
      return;
    }
    var scans = new ArrayList<Scan>();
    for (int i = 0; i < known.all.size(); i++) {
      var scan =
          scan(
              RunSource.ATTRIBUTES,
              ValueRange.all(attribute).where().add(" AND value = ").bind(known.all.get(i)),
              true,
              List.of(known.conjunct));
      boolean alone = i == 0 || !attribute.isMultiple();
      scans.add(alone ? scan : without(scan, attribute, known.all.subList(0, i)));
    }
    choices.add(new Choice(scans));
  }

  private static Scan without(Scan scan, Attribute attribute, List<Object> values) {
    var none = new Condition.Not(new Condition.Contains(attribute, values));
    var left = scan.isAll() ? none : new Condition.And(List.of(none, scan.left));
    return new Scan(scan.source, scan.where, scan.inOrder, left);
  }

  private Choice byRange(Range range) {
    var values = range.values;
    var scan = scan(values.source(), values.where(), false, range.conjuncts);
    return new Choice(List.of(scan), values);
  }

  /// @param covered what holds for all runs of the stretch
  private Scan scan(RunSource source, Sql where, boolean inOrder, List<Condition> covered) {
    var left = new ArrayList<>(conjuncts);
    left.removeAll(covered);
    return new Scan(
        source, where, inOrder, left.size() == 1 ? left.getFirst() : new Condition.And(left));
  }

  private static Attribute known(String name) {
    return new Attribute(
        name,
        KnownAttributes.SYSTEM.getOrDefault(name, IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED));
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
