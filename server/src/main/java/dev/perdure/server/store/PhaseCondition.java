package dev.perdure.server.store;

import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition;
import dev.perdure.server.search.Condition.Sign;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// What is left of a condition when it is known that a run is open, or that it is closed: an open
/// run is `Running`, has no history length, and counts as one that closes at the end of time.
///
/// If nothing can meet what is left, no row has to be read.
final class PhaseCondition {
  /// All runs meet it.
  static final Condition TRUE = new Condition.And(List.of());

  /// No run meets it, but all meet its negation.
  static final Condition FALSE = new Condition.Or(List.of());

  /// No run meets it, and none its negation.
  static final Condition NEITHER =
      new Condition.IsNull(new Attribute("", IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED));

  /// Where other servers keep what is no workflow; no run of ours has one.
  private static final String DIVISION = "TemporalNamespaceDivision";

  private static final long OPEN =
      WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING.getNumber();

  private final Phase phase;

  private PhaseCondition(Phase phase) {
    this.phase = phase;
  }

  /// What is left of the condition.
  ///
  /// @return null if no run can meet it
  static @Nullable Condition of(@Nullable Condition condition, Phase phase) {
    if (condition == null) {
      return TRUE;
    }
    var left = new PhaseCondition(phase).simplify(condition);
    return canHold(left) ? left : null;
  }

  private static boolean canHold(Condition condition) {
    return !condition.equals(NEITHER)
        && switch (condition) {
          case Condition.And(var all) -> all.stream().allMatch(PhaseCondition::canHold);
          case Condition.Or(var any) -> any.stream().anyMatch(PhaseCondition::canHold);
          default -> true;
        };
  }

  private Condition simplify(Condition condition) {
    return switch (condition) {
      case Condition.And(var all) -> join(all, TRUE, FALSE, Condition.And::new);
      case Condition.Or(var any) -> join(any, FALSE, TRUE, Condition.Or::new);
      case Condition.Not(var operand) -> not(simplify(operand));
      case Condition.IsNull(var attribute) -> isNull(condition, attribute);
      case Condition.Comparison(var attribute, var sign, var value) ->
          known(condition, attribute, mine -> compares(attribute, mine, sign, value));
      case Condition.OneOf(var attribute, var values) ->
          known(
              condition,
              attribute,
              mine -> values.stream().anyMatch(v -> compares(attribute, mine, Sign.EQUAL, v)));
      case Condition.Between(var attribute, var from, var to) ->
          known(
              condition,
              attribute,
              mine ->
                  compares(attribute, mine, Sign.GREATER_OR_EQUAL, from)
                      && compares(attribute, mine, Sign.LESS_OR_EQUAL, to));
      case Condition.Contains _ -> condition;
      case Condition.StartsWith(var attribute, var _) -> known(condition, attribute, _ -> false);
    };
  }

  /// @param nothing what does not matter in a list of them
  /// @param decisive what decides for all
  private Condition join(
      List<Condition> conditions,
      Condition nothing,
      Condition decisive,
      Function<List<Condition>, Condition> joined) {
    var left = new ArrayList<Condition>();
    for (var condition : conditions) {
      var simple = simplify(condition);
      if (simple.equals(decisive)) {
        return decisive;
      }
      if (!simple.equals(nothing)) {
        left.add(simple);
      }
    }
    return left.isEmpty() ? nothing : left.size() == 1 ? left.getFirst() : joined.apply(left);
  }

  private static Condition not(Condition condition) {
    if (condition.equals(TRUE)) {
      return FALSE;
    }
    if (condition.equals(FALSE)) {
      return TRUE;
    }
    return condition.equals(NEITHER) ? NEITHER : new Condition.Not(condition);
  }

  private Condition isNull(Condition condition, Attribute attribute) {
    return switch (attribute.name()) {
      case "ParentWorkflowId", "ParentRunId" -> condition;
      case DIVISION -> TRUE;
      default ->
          attribute.isStored() ? condition : truth(phase == Phase.OPEN && isOfClosed(attribute));
    };
  }

  /// What only closed runs have.
  private static boolean isOfClosed(Attribute attribute) {
    return switch (attribute.name()) {
      case "CloseTime",
          "HistoryLength",
          "HistorySizeBytes",
          "StateTransitionCount",
          "ExecutionDuration" ->
          true;
      default -> false;
    };
  }

  /// @param test whether a value meets the condition
  private Condition known(Condition condition, Attribute attribute, LongPredicate test) {
    return switch (attribute.name()) {
      case DIVISION -> NEITHER;
      case "ExecutionStatus" -> phase == Phase.OPEN ? truth(test.test(OPEN)) : ofClosed(condition);
      case "CloseTime" -> phase == Phase.OPEN ? truth(test.test(Long.MAX_VALUE)) : condition;
      default -> phase == Phase.OPEN && isOfClosed(attribute) ? NEITHER : condition;
    };
  }

  private static Condition ofClosed(Condition condition) {
    boolean running =
        switch (condition) {
          case Condition.Comparison(var _, var sign, var value) ->
              sign == Sign.EQUAL && value.equals(OPEN);
          case Condition.OneOf(var _, var values) -> values.stream().allMatch(v -> v.equals(OPEN));
          default -> false;
        };
    return running ? FALSE : condition;
  }

  private static boolean compares(Attribute attribute, long mine, Sign sign, Object value) {
    long other = (Long) value;
    boolean time = attribute.name().equals("CloseTime");
    int order =
        time
            ? Long.compare(RunFilter.firstOf(mine), RunFilter.firstOf(other))
            : Long.compare(mine, other);
    return switch (sign) {
      case EQUAL -> order == 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  private static Condition truth(boolean value) {
    return value ? TRUE : FALSE;
  }
}
