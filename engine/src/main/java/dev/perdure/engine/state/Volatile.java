package dev.perdure.engine.state;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The part of a run's state that no record holds and any crash may take: queries that wait, and
/// which activity attempts were offered to workers.
public final class Volatile {
  private final Map<String, PendingQuery> queries = new LinkedHashMap<>();
  private final Map<Long, Long> offered = new HashMap<>();
  private long offerChanges;

  /// The queries that wait, in the order in which they came.
  public Map<String, PendingQuery> queries() {
    return queries;
  }

  /// Whether this attempt was offered to workers already.
  public boolean isOffered(PendingActivity activity) {
    @Nullable Long stamp = offered.get(activity.scheduledEventId());
    return stamp != null && stamp == activity.stamp();
  }

  public void setOffered(PendingActivity activity) {
    offered.put(activity.scheduledEventId(), activity.stamp());
    offerChanges++;
  }

  /// Rises whenever an attempt is offered or is none any more.
  long offerChanges() {
    return offerChanges;
  }

  void activityGone(long scheduledEventId) {
    offered.remove(scheduledEventId);
    offerChanges++;
  }
}
