package dev.perdure.server.entity;

import dev.perdure.server.search.Condition;
import dev.perdure.server.store.ListPage;
import dev.perdure.server.store.ListPlace;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Lists of runs, wherever these are: what was decided before a list is asked for is in it.
///
/// Failures are [dev.perdure.server.store.StoreException]s.
public final class RunLists {
  private final StoredEntities store;

  public RunLists(StoredEntities store) {
    this.store = store;
  }

  /// A part of the list of a namespace's runs.
  ///
  /// @param where what they must be like; null for all of them
  /// @param after the place that the part before ended with, null for the first part
  public CompletableFuture<ListPage> list(
      String namespace, @Nullable Condition where, int limit, @Nullable ListPlace after) {
    return store.store().list(namespace, where, limit, after);
  }

  /// How many runs of a namespace there are.
  ///
  /// @param where what they must be like; null for all of them
  public CompletableFuture<Long> count(String namespace, @Nullable Condition where) {
    return store.store().count(namespace, where);
  }

  /// How many runs of a namespace there are of each status that has any.
  ///
  /// @param where what they must be like; null for all of them
  public CompletableFuture<Map<WorkflowExecutionStatus, Long>> countByStatus(
      String namespace, @Nullable Condition where) {
    return store.store().countByStatus(namespace, where);
  }
}
