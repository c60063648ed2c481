package dev.perdure.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/// The callbacks that wait for a position, in its order. Guarded by the journal's lock.
final class DurableCallbacks {
  private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
  private long sequence;

  private record Waiting(long lsn, long sequence, DurableCallback callback)
      implements Comparable<Waiting> {
    @Override
    public int compareTo(Waiting other) {
      int byLsn = Long.compare(lsn, other.lsn);
      return byLsn != 0 ? byLsn : Long.compare(sequence, other.sequence);
    }
  }

  void add(long lsn, DurableCallback callback) {
    waiting.add(new Waiting(lsn, sequence++, callback));
  }

  /// Takes out those that wait for `lsn` or less.
  List<DurableCallback> take(long lsn) {
    var released = new ArrayList<DurableCallback>();
    for (var first = waiting.peek(); first != null && first.lsn <= lsn; first = waiting.peek()) {
      waiting.poll();
      released.add(first.callback);
    }
    return released;
  }
}
