package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the log has of one entity and the tables do not have yet. Belongs to the writer.
final class Tail {
  final EntityKey key;
  final int namespace;
  final long firstLsn;
  final long sinceNanos;
  final Map<String, Run> runs = new LinkedHashMap<>(2);

  /// The newest record of each part of an entity without runs; most entities have runs.
  Map<Integer, ByteString> parts = Map.of();

  String currentRunId = "";

  /// Whether it was gone at some point: an entity without runs then begins anew, with new parts.
  boolean wasGone;

  long lastLsn;
  boolean ready;
  @Nullable Long wakeMicros;
  int bytes;

  /// Whether it waits in the queue of closed entities.
  boolean inClosedQueue;

  /// Whether the tables have it.
  boolean isFolded;

  /// @param sinceNanos when the first transition came, by `System.nanoTime()`
  Tail(EntityKey key, int namespace, long firstLsn, long sinceNanos) {
    this.key = key;
    this.namespace = namespace;
    this.firstLsn = firstLsn;
    this.sinceNanos = sinceNanos;
  }

  /// There is no such entity any more, or it has no run.
  boolean isGone() {
    return currentRunId.isEmpty();
  }

  void put(int part, ByteString record) {
    if (parts.isEmpty()) {
      parts = new TreeMap<>();
    }
    parts.put(part, record);
  }

  /// Nothing more is expected of this entity soon.
  boolean isClosed() {
    if (isGone()) {
      return true;
    }
    var current = runs.get(currentRunId);
    return current != null && !current.isDeleted() && !current.summary().isOpen();
  }

  /// What the log has of one run.
  static final class Run {
    final String runId;
    final long firstEventId;
    private final List<ByteString> batches = new ArrayList<>();
    private @Nullable RunSummary summary;
    private @Nullable ByteString details;
    private boolean deleted;

    Run(String runId, long firstEventId) {
      this.runId = runId;
      this.firstEventId = firstEventId;
    }

    /// The run is gone, with all that the log has of it.
    void delete() {
      deleted = true;
      batches.clear();
    }

    boolean hasRecords() {
      return !batches.isEmpty();
    }

    boolean isDeleted() {
      return deleted;
    }

    void add(ByteString records) {
      if (!records.isEmpty() && !deleted) {
        batches.add(records);
      }
    }

    /// All records in their stored form: batches can be joined end to end.
    byte[] records() {
      int size = 0;
      for (var batch : batches) {
        size += batch.size();
      }
      var joined = new byte[size];
      int at = 0;
      for (var batch : batches) {
        batch.copyTo(joined, at);
        at += batch.size();
      }
      return joined;
    }

    RunSummary summary() {
      var known = summary;
      if (known == null) {
        throw new IllegalStateException("run " + runId + " has records but no summary");
      }
      return known;
    }

    /// The lasting part of the summary in its stored form.
    ByteString details() {
      var known = details;
      if (known == null) {
        known = Summaries.details(summary());
        details = known;
      }
      return known;
    }

    /// Takes a newer summary.
    ///
    /// @return whether its lasting part differs from that of the one before
    boolean update(RunSummary newer) {
      boolean differs = summary == null || !Summaries.sameDetails(summary, newer);
      summary = newer;
      if (differs) {
        details = null;
      }
      return differs;
    }
  }
}
