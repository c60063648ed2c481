package dev.perdure.server.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.engine.record.EntityKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All entities of which the log has more than the tables. Belongs to the writer.
final class Tails {
  /// Closed entities wait a part of the time that open ones do, so that many move at once: their
  /// rows share pages.
  private static final int CLOSED_AGE_DIVISOR = 2;

  private static final int CLOSED_COUNT = 64;

  /// Most room that one commit gives to folding, so that replies do not wait long for it.
  private static final int SLICE_COUNT = 64;

  private static final int SLICE_BYTES = 1 << 20;

  private final long foldAfterNanos;

  /// In the order of their first position.
  private final Map<EntityKey, Tail> tails = new LinkedHashMap<>();

  private final ArrayDeque<Tail> closed = new ArrayDeque<>();

  Tails(long foldAfterNanos) {
    this.foldAfterNanos = foldAfterNanos;
  }

  int count() {
    return tails.size();
  }

  @Nullable Tail find(EntityKey key) {
    return tails.get(key);
  }

  /// The position up to which the tables have everything.
  long foldedTo(long lastLsn) {
    return tails.isEmpty() ? lastLsn : tails.values().iterator().next().firstLsn - 1;
  }

  /// The tail of the entity after one more transition; its runs are the caller's part.
  Tail advance(Append append, long lsn, long nowNanos) {
    var transition = append.transition();
    var tail = open(transition.key(), append.namespace(), lsn, nowNanos);
    var wakeAt = transition.wakeAt();
    tail.currentRunId = transition.currentRunId();
    tail.ready = transition.ready();
    tail.wakeMicros = wakeAt == null ? null : Summaries.micros(wakeAt);
    tail.bytes += append.bytes();
    if (tail.isGone()) {
      tail.wasGone = true;
      tail.parts = Map.of();
    }
    return tail;
  }

  /// Takes a transition that the log had when the store was opened.
  void recover(LogReader.Entry entry, EntityKey key, long lsn, long nowNanos)
      throws InvalidProtocolBufferException {
    var tail = open(key, entry.namespace(), lsn, nowNanos);
    tail.currentRunId = entry.currentRunId();
    tail.ready = entry.ready();
    tail.wakeMicros = entry.wakeMicros();
    for (var part : entry.runs()) {
      var run =
          tail.runs.computeIfAbsent(part.runId(), id -> new Tail.Run(id, part.firstEventId()));
      if (part.isDeleted()) {
        run.delete();
        continue;
      }
      run.add(part.records());
      var details = part.details();
      run.update(
          Summaries.summary(
              key.namespace(),
              key.id(),
              part.runId(),
              details == null ? run.details() : details,
              part.counters()));
      tail.bytes += part.records().size();
    }
    if (tail.isGone()) {
      tail.wasGone = true;
      tail.parts = Map.of();
    }
    entry.parts().forEach(tail::put);
    for (var part : entry.parts().values()) {
      tail.bytes += part.size();
    }
    noteClosed(tail);
  }

  private Tail open(EntityKey key, int namespace, long lsn, long nowNanos) {
    var tail = tails.get(key);
    if (tail == null) {
      tail = new Tail(key, namespace, lsn, nowNanos);
      tails.put(key, tail);
    }
    tail.lastLsn = lsn;
    return tail;
  }

  /// To be called when a transition is complete in its tail.
  void noteClosed(Tail tail) {
    if (!tail.inClosedQueue && tail.isClosed()) {
      tail.inClosedQueue = true;
      closed.add(tail);
    }
  }

  /// The tables have it now.
  void remove(Tail tail) {
    tails.remove(tail.key);
    // Its place in the queue of closed ones is skipped when its turn comes.
    tail.isFolded = true;
  }

  /// How long until something should be folded; 0 if something should be now.
  ///
  /// @return `Long.MAX_VALUE` if there is nothing to fold
  long nanosUntilDue(long nowNanos) {
    if (tails.isEmpty()) {
      return Long.MAX_VALUE;
    }
    dropFolded();
    if (closed.size() >= CLOSED_COUNT) {
      return 0;
    }
    long oldest = tails.values().iterator().next().sinceNanos + foldAfterNanos - nowNanos;
    var first = closed.peek();
    if (first != null) {
      long closedDue = first.sinceNanos + foldAfterNanos / CLOSED_AGE_DIVISOR - nowNanos;
      oldest = Math.min(oldest, closedDue);
    }
    return Math.max(0, oldest);
  }

  /// What to fold with the next commit: nothing if nothing is due, else a bounded number of closed
  /// and of old entities.
  List<Tail> dueSlice(long nowNanos) {
    if (nanosUntilDue(nowNanos) > 0) {
      return List.of();
    }
    var slice = new Slice();
    for (var tail = closed.peek(); tail != null && slice.hasRoom(); tail = closed.peek()) {
      closed.poll();
      if (!tail.isFolded) {
        slice.add(tail);
      }
    }
    for (var tail : tails.values()) {
      if (!slice.hasRoom() || nowNanos - tail.sinceNanos < foldAfterNanos) {
        break;
      }
      if (!tail.inClosedQueue) {
        slice.add(tail);
      }
    }
    return slice.tails;
  }

  /// The oldest entities, at least one: to make room in the log.
  List<Tail> oldestSlice() {
    var slice = new Slice();
    for (var tail : tails.values()) {
      if (!slice.hasRoom()) {
        break;
      }
      slice.add(tail);
    }
    return slice.tails;
  }

  private void dropFolded() {
    for (var tail = closed.peek(); tail != null && tail.isFolded; tail = closed.peek()) {
      closed.poll();
    }
  }

  private static final class Slice {
    private final List<Tail> tails = new ArrayList<>();
    private int bytes;

    boolean hasRoom() {
      return tails.size() < SLICE_COUNT && bytes < SLICE_BYTES;
    }

    void add(Tail tail) {
      tails.add(tail);
      bytes += tail.bytes;
    }
  }
}
