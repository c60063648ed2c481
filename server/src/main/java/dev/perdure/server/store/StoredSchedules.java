package dev.perdure.server.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The schedules that a store has, for lists: what was decided before a list is asked for is in it.
public final class StoredSchedules {
  private final Store store;

  public StoredSchedules(Store store) {
    this.store = store;
  }

  /// A part of a namespace's schedules, in the order of their ids.
  ///
  /// @param after the last id of the part before, empty for the first part
  /// @param limit most schedules; the part may have fewer when they are large, but none only when
  ///   it is the last one
  public CompletableFuture<List<StoredSchedule>> part(String namespace, String after, int limit) {
    // What was decided between two parts may be missing in the later one.
    return store.list(after.isEmpty(), rows -> rows.schedules(namespace, after, limit));
  }

  /// How many schedules a namespace has.
  public CompletableFuture<Long> count(String namespace) {
    return store.list(true, rows -> rows.countSchedules(namespace));
  }
}
