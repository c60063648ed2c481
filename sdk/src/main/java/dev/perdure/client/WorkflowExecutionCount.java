package dev.perdure.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many runs of workflows a query finds.
///
/// @param count all of them; servers may give an estimate
/// @param groups a count for each value of what the query groups by; empty when it does not
public record WorkflowExecutionCount(long count, List<Group> groups) {
  /// Keeps the groups unchanged.
  public WorkflowExecutionCount {
    groups = List.copyOf(groups);
  }

  /// The runs that have the same values of what the query groups by.
  ///
  /// @param values the values, as in `Running` for `GROUP BY ExecutionStatus`
  /// @param count how many runs have them
  public record Group(List<@Nullable Object> values, long count) {}
}
