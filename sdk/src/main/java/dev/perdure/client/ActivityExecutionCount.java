package dev.perdure.client;

import dev.perdure.converter.DataConverter;
import io.temporal.api.workflowservice.v1.CountActivityExecutionsResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many standalone activities a query finds.
///
/// @param count all of them; servers may give an estimate
/// @param groups a count for each value of what the query groups by; empty when it does not
public record ActivityExecutionCount(long count, List<Group> groups) {
  /// Keeps the groups unchanged.
  public ActivityExecutionCount {
    groups = List.copyOf(groups);
  }

  /// The activities that have the same values of what the query groups by.
  ///
  /// @param values the values, as in `Running` for `GROUP BY ExecutionStatus`
  /// @param count how many activities have them
  public record Group(List<@Nullable Object> values, long count) {}

  static ActivityExecutionCount of(CountActivityExecutionsResponse response) {
    return new ActivityExecutionCount(
        response.getCount(),
        response.getGroupsList().stream().map(ActivityExecutionCount::group).toList());
  }

  /// The values are those of search attributes, which no converter of the user touches.
  private static Group group(CountActivityExecutionsResponse.AggregationGroup group) {
    List<@Nullable Object> values = new ArrayList<>();
    group
        .getGroupValuesList()
        .forEach(value -> values.add(DataConverter.defaults().decode(value, Object.class)));
    return new Group(values, group.getCount());
  }
}
