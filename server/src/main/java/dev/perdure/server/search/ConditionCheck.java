package dev.perdure.server.search;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Tests a condition on something that is in memory, as the store does on its rows.
final class ConditionCheck {
  private final Function<Attribute, List<Object>> values;

  private ConditionCheck(Function<Attribute, List<Object>> values) {
    this.values = values;
  }

  /// @param values what it has of each attribute, of the attribute's type
  static boolean holds(Condition condition, Function<Attribute, List<Object>> values) {
    return Boolean.TRUE.equals(new ConditionCheck(values).test(condition));
  }

  /// Null for neither true nor false.
  private @Nullable Boolean test(Condition condition) {
    return switch (condition) {
      case Condition.And(var all) -> all(all);
      case Condition.Or(var any) -> any(any);
      case Condition.Not(var operand) -> {
        var result = test(operand);
        yield result == null ? null : !result;
      }
      case Condition.IsNull(var attribute) -> values.apply(attribute).isEmpty();
      case Condition.Comparison(var attribute, var sign, var value) ->
          of(attribute, each -> stands(compare(each, value), sign));
      case Condition.OneOf(var attribute, var wanted) ->
          of(attribute, each -> wanted.stream().anyMatch(one -> compare(each, one) == 0));
      case Condition.Contains(var attribute, var wanted) ->
          wanted.stream().anyMatch(values.apply(attribute)::contains);
      case Condition.StartsWith(var attribute, var prefix) ->
          of(attribute, each -> each instanceof String text && text.startsWith(prefix));
      case Condition.Between(var attribute, var from, var to) ->
          of(attribute, each -> compare(each, from) >= 0 && compare(each, to) <= 0);
    };
  }

  private @Nullable Boolean all(List<Condition> all) {
    boolean isKnown = true;
    for (var one : all) {
      var result = test(one);
      if (Boolean.FALSE.equals(result)) {
        return false;
      }
      isKnown &= result != null;
    }
    return isKnown ? true : null;
  }

  private @Nullable Boolean any(List<Condition> any) {
    boolean isKnown = true;
    for (var one : any) {
      var result = test(one);
      if (Boolean.TRUE.equals(result)) {
        return true;
      }
      isKnown &= result != null;
    }
    return isKnown ? false : null;
  }

  /// Of a list one value is enough.
  private @Nullable Boolean of(Attribute attribute, Predicate<Object> test) {
    var all = values.apply(attribute);
    return all.isEmpty() ? null : all.stream().anyMatch(test);
  }

  private static boolean stands(int order, Condition.Sign sign) {
    return switch (sign) {
      case EQUAL -> order == 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  /// Numbers by their value, everything else as text.
  private static int compare(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return x.compareTo(y);
    }
    if (a instanceof Number x && b instanceof Number y) {
      return Double.compare(x.doubleValue(), y.doubleValue());
    }
    return a.toString().compareTo(b.toString());
  }
}
