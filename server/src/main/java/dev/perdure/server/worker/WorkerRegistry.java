package dev.perdure.server.worker;

import io.temporal.api.enums.v1.WorkerStatus;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What workers said of themselves in the last five minutes. In memory only: they say it again.
///
/// Thread-safe.
public final class WorkerRegistry {
  /// How long a worker is listed that is not heard of.
  private static final long KEPT_NANOS = 300_000_000_000L;

  /// How many workers are listed at most; the one that was not heard of for longest gives way.
  static final int MAX = 10_000;

  /// About how many bytes of heartbeats are kept at most.
  private static final long MAX_BYTES = 64L << 20;

  private final LinkedHashMap<Key, Entry> workers = new LinkedHashMap<>();
  private final LongSupplier nanoTime;
  private long bytes;

  private record Key(String namespace, String instance) {}

  private record Entry(WorkerHeartbeat heartbeat, long nanos) {}

  /// @param nanoTime real time, as [System#nanoTime]
  public WorkerRegistry(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Takes heartbeats. A worker that says that it has shut down is listed no longer.
  public synchronized void record(String namespace, List<WorkerHeartbeat> heartbeats) {
    long now = nanoTime.getAsLong();
    for (var heartbeat : heartbeats) {
      var key = new Key(namespace, heartbeat.getWorkerInstanceKey());
      if (heartbeat.getStatus() == WorkerStatus.WORKER_STATUS_SHUTDOWN) {
        count(workers.remove(key), -1);
      } else {
        var entry = new Entry(heartbeat, now);
        count(workers.putLast(key, entry), -1);
        count(entry, 1);
      }
    }
    forget(now);
  }

  /// The workers of a namespace that are wanted, by their instance keys.
  public synchronized List<WorkerHeartbeat> list(
      String namespace, Predicate<WorkerHeartbeat> isWanted) {
    forget(nanoTime.getAsLong());
    var found = new ArrayList<WorkerHeartbeat>();
    for (var entry : workers.entrySet()) {
      if (entry.getKey().namespace.equals(namespace) && isWanted.test(entry.getValue().heartbeat)) {
        found.add(entry.getValue().heartbeat);
      }
    }
    found.sort(Comparator.comparing(WorkerHeartbeat::getWorkerInstanceKey));
    return found;
  }

  /// One worker, null if it is not known.
  public synchronized @Nullable WorkerHeartbeat find(String namespace, String instanceKey) {
    forget(nanoTime.getAsLong());
    var entry = workers.get(new Key(namespace, instanceKey));
    return entry == null ? null : entry.heartbeat;
  }

  /// The one that was not heard of for longest is first.
  private void forget(long now) {
    for (var oldest = workers.firstEntry();
        oldest != null
            && (workers.size() > MAX
                || bytes > MAX_BYTES
                || now - oldest.getValue().nanos > KEPT_NANOS);
        oldest = workers.firstEntry()) {
      count(oldest.getValue(), -1);
      workers.pollFirstEntry();
    }
  }

  private void count(@Nullable Entry entry, int sign) {
    if (entry != null) {
      bytes += sign * (long) entry.heartbeat.getSerializedSize();
    }
  }
}
