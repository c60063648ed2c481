package dev.perdure.server.store;

import org.jspecify.annotations.Nullable;

/// A run's place in lists: open runs first, then those that closed last; among them, those that
/// started last.
///
/// @param closeNanos when it closed, in nanoseconds since 1970; null while it is open
/// @param id the run's number in the file: two runs may have the same times
public record ListPlace(@Nullable Long closeNanos, long startNanos, long id)
    implements Comparable<ListPlace> {
  @Override
  public int compareTo(ListPlace other) {
    int order = Long.compare(other.close(), close());
    if (order == 0) {
      order = Long.compare(other.startNanos, startNanos);
    }
    return order == 0 ? Long.compare(other.id, id) : order;
  }

  /// The time by which its half of the list is ordered.
  long time() {
    return closeNanos == null ? startNanos : closeNanos;
  }

  private long close() {
    return closeNanos == null ? Long.MAX_VALUE : closeNanos;
  }
}
