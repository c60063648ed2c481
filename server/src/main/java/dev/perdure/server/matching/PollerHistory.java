package dev.perdure.server.matching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Who polled a queue in the last five minutes, by the identity that workers give themselves.
///
/// Guarded by the queue's lock.
public final class PollerHistory {
  private static final long KEPT_NANOS = 300_000_000_000L;

  /// How many are remembered; the ones that were not heard of for longest go first.
  private static final int MAX = 1000;

  private final LinkedHashMap<String, Seen> pollers = new LinkedHashMap<>(4, 0.75f, true);

  private record Seen(long nanos, Poller.Worker worker) {}

  /// A worker that polled.
  ///
  /// @param ageNanos how long ago
  public record Known(Poller.Worker worker, long ageNanos) {}

  void seen(Poller.Worker worker, long nowNanos) {
    var known = pollers.get(worker.identity());
    if (known != null && known.nanos == nowNanos) {
      return;
    }
    pollers.put(worker.identity(), new Seen(nowNanos, worker));
    if (pollers.size() > MAX) {
      pollers.pollFirstEntry();
    }
  }

  /// The last that was heard of goes first.
  List<Known> recent(long nowNanos) {
    var recent = new ArrayList<Known>();
    for (var seen : pollers.sequencedValues().reversed()) {
      if (nowNanos - seen.nanos <= KEPT_NANOS) {
        recent.add(new Known(seen.worker, nowNanos - seen.nanos));
      }
    }
    return recent;
  }
}
