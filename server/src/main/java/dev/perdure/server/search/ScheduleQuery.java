package dev.perdure.server.search;

import dev.perdure.engine.state.ScheduleState;
import dev.perdure.server.search.Expression.Operand;
import io.temporal.api.enums.v1.IndexedValueType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The query of a list of schedules: by id (`ScheduleId`), by whether they are paused
/// (`TemporalSchedulePaused`), and by their own search attributes.
public final class ScheduleQuery {
  private static final String ID = "ScheduleId";
  private static final String PAUSED = "TemporalSchedulePaused";

  private ScheduleQuery() {}

  /// Reads a query.
  ///
  /// @param registered the search attributes that users have registered in the namespace
  /// @return null if all schedules are meant
  /// @throws QueryException if it cannot be carried out
  public static @Nullable Condition of(String text, Map<String, IndexedValueType> registered)
      throws QueryException {
    if (text.isBlank()) {
      return null;
    }
    var where = Parser.parse(text).where();
    if (where != null) {
      check(where, registered);
    }
    return ListQuery.ofList(text, registered).where();
  }

  private static void check(Expression expression, Map<String, IndexedValueType> registered)
      throws QueryException {
    switch (expression) {
      case Expression.And(var all) -> {
        for (var one : all) {
          check(one, registered);
        }
      }
      case Expression.Or(var any) -> {
        for (var one : any) {
          check(one, registered);
        }
      }
      case Expression.Not(var operand) -> check(operand, registered);
      case Expression.Comparison comparison -> check(comparison.left(), registered);
      case Expression.Range range -> check(range.value(), registered);
      case Expression.Is is -> check(is.value(), registered);
      case Expression.Bare _ -> {}
    }
  }

  private static void check(Operand operand, Map<String, IndexedValueType> registered)
      throws QueryException {
    if (!(operand instanceof Operand.Column(var name)) || name.equals(ID)) {
      return;
    }
    var attribute = KnownAttributes.find(name, registered);
    if (attribute != null
        && KnownAttributes.isReserved(attribute.name())
        && !attribute.name().equals(PAUSED)) {
      throw QueryException.notOfSchedules(name);
    }
  }

  /// Whether a schedule is as a query wants it.
  public static boolean holds(Condition condition, ScheduleState schedule) {
    return ConditionCheck.holds(condition, attribute -> values(attribute, schedule));
  }

  private static List<Object> values(Attribute attribute, ScheduleState schedule) {
    return switch (attribute.name()) {
      case "WorkflowId" -> List.of(schedule.key().id());
      case PAUSED -> List.of(schedule.progress().state().getPaused() ? 1L : 0L);
      default -> {
        var value =
            schedule.defined().searchAttributes().getIndexedFieldsMap().get(attribute.name());
        yield value == null ? List.of() : StoredValues.of(attribute, value);
      }
    };
  }
}
