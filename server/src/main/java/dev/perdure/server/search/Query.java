package dev.perdure.server.search;

import dev.perdure.server.search.Expression.Operand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A query as it was written.
///
/// @param where null if it says nothing about the runs
/// @param groupBy what to group by
/// @param ordered whether it has an `ORDER BY` clause
/// @param limited whether it has a `LIMIT` clause
record Query(@Nullable Expression where, List<Operand> groupBy, boolean ordered, boolean limited) {}
