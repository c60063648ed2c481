package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.RecordCodec;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Condition;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the file's rows. Belongs to one reader thread, with its connection.
final class Rows implements AutoCloseable {
  private static final String RUN_COLUMNS =
      " run.id, run.run_id, run.workflow_id, run.status, run.close_ns, run.history_length,"
          + " run.history_bytes, run.transitions, run.details ";

  /// By the index `run_time`.
  static final String CLOSED_RUNS =
      "SELECT workflow_id, run_id, close_ns, start_ns, id FROM run WHERE namespace = ?1"
          + " AND close_ns >= ?2 AND (close_ns, start_ns, id) > (?2, ?3, ?4)"
          + " ORDER BY close_ns, start_ns, id LIMIT ?5";

  /// A page has at most this many bytes, and at least one event: it must fit in a gRPC message.
  private static final int PAGE_BYTES = 3 << 20;

  /// Where a batch might not fit in the page, its events are copied in groups of this size.
  private static final int COPY_EVENTS = 8;

  private final Connection connection;
  private final Namespaces namespaces;
  private final PreparedStatement begin;
  private final PreparedStatement end;
  private final PreparedStatement currentRun;
  private final PreparedStatement runById;
  private final PreparedStatement batches;
  private final PreparedStatement batchesFrom;
  private final PreparedStatement sleepers;
  private final PreparedStatement closedRuns;
  private final PreparedStatement ready;
  private final PreparedStatement entities;
  private final Lists lists;
  private final PartScans parts;

  private record Run(long id, long lsn, RunSummary summary) {}

  Rows(Connection connection, Namespaces namespaces) throws SQLException {
    this.connection = connection;
    this.namespaces = namespaces;
    begin = connection.prepareStatement("BEGIN");
    end = connection.prepareStatement("ROLLBACK");
    currentRun =
        connection.prepareStatement(
            "SELECT"
                + RUN_COLUMNS
                + ", entity.lsn FROM entity JOIN run ON run.id = entity.run"
                + " WHERE entity.namespace = ? AND entity.kind = ? AND entity.name = ?");
    runById =
        connection.prepareStatement(
            "SELECT"
                + RUN_COLUMNS
                + ", 0 FROM run"
                + " WHERE run.run_id = ? AND run.namespace = ? AND run.workflow_id = ?");
    batches =
        connection.prepareStatement(
            "SELECT batch FROM hist WHERE run = ? ORDER BY first_event, id");
    batchesFrom =
        connection.prepareStatement(
            "SELECT batch FROM hist WHERE run = ?1 AND first_event >= (SELECT max(first_event)"
                + " FROM hist WHERE run = ?1 AND first_event <= ?2) ORDER BY first_event, id");
    sleepers =
        connection.prepareStatement(
            "SELECT wake_us, namespace, kind, name FROM entity WHERE wake_us IS NOT NULL"
                + " AND wake_us <= ?5 AND (wake_us, namespace, kind, name) > (?1, ?2, ?3, ?4)"
                + " ORDER BY wake_us, namespace, kind, name LIMIT ?6");
    closedRuns = connection.prepareStatement(CLOSED_RUNS);
    ready =
        connection.prepareStatement(
            "SELECT namespace, kind, name FROM entity WHERE ready = 1"
                + " AND (namespace, kind, name) > (?, ?, ?)"
                + " ORDER BY ready, namespace, kind, name LIMIT ?");
    entities =
        connection.prepareStatement(
            "SELECT namespace, kind, name FROM entity WHERE (namespace, kind, name) > (?, ?, ?)"
                + " ORDER BY namespace, kind, name LIMIT ?");
    lists = new Lists(connection, Lists.Limits.DEFAULT);
    parts = new PartScans(connection);
  }

  Connection connection() {
    return connection;
  }

  /// From here to [#end] all reads see the same state of the database.
  void begin() throws SQLException {
    begin.executeUpdate();
  }

  void end() throws SQLException {
    end.executeUpdate();
  }

  Optional<LoadedEntity> load(EntityKey key) throws SQLException, IOException {
    if (key.kind() != EntityKey.Kind.WORKFLOW) {
      return parts.load(key, namespaces.number(key.namespace()));
    }
    var run = current(key);
    return run == null
        ? Optional.empty()
        : Optional.of(new LoadedEntity(key, run.summary, records(run), run.lsn));
  }

  /// @param runId empty for the current run
  Optional<RunSummary> summary(EntityKey key, String runId) throws SQLException, IOException {
    return Optional.ofNullable(find(key, runId)).map(Run::summary);
  }

  /// @param runId empty for the current run
  Optional<List<JournalRecord>> records(EntityKey key, String runId)
      throws SQLException, IOException {
    var run = find(key, runId);
    return run == null ? Optional.empty() : Optional.of(records(run));
  }

  /// @param runId empty for the current run
  Optional<HistoryPage> history(EntityKey key, String runId, long firstEventId, int maxEvents)
      throws SQLException, IOException {
    var run = find(key, runId);
    if (run == null) {
      return Optional.empty();
    }
    long next = Math.max(1, firstEventId);
    long end = run.summary.historyLength();
    long last = Math.min(end, next + Math.max(1, maxEvents) - 1);
    int events = 0;
    var page = ByteString.newOutput();
    batchesFrom.setLong(1, run.id);
    batchesFrom.setLong(2, next);
    try (var rows = batchesFrom.executeQuery()) {
      while (next <= last && page.size() < PAGE_BYTES && rows.next()) {
        var batch = UnsafeByteOperations.unsafeWrap(rows.getBytes(1));
        long group = page.size() + batch.size() <= PAGE_BYTES ? maxEvents : COPY_EVENTS;
        int copied = -1;
        while (next <= last && page.size() < PAGE_BYTES && copied != 0) {
          copied = RecordCodec.splice(batch, next, Math.min(last, next + group - 1), page);
          next += copied;
          events += copied;
        }
      }
    }
    return Optional.of(
        new HistoryPage(page.toByteString(), events, next > end ? 0 : next, run.summary));
  }

  List<Sleeper> sleepers(Instant until, @Nullable Sleeper after, int limit) throws SQLException {
    sleepers.setLong(1, after == null ? Long.MIN_VALUE : Summaries.micros(after.wakeAt()));
    sleepers.setInt(2, after == null ? 0 : namespaces.numberOrZero(after.key().namespace()));
    sleepers.setInt(3, after == null ? 0 : after.key().kind().number());
    sleepers.setString(4, after == null ? "" : after.key().id());
    sleepers.setLong(5, Summaries.micros(until));
    sleepers.setInt(6, limit);
    var found = new ArrayList<Sleeper>();
    try (var rows = sleepers.executeQuery()) {
      while (rows.next()) {
        found.add(new Sleeper(key(rows, 2), Summaries.instantOfMicros(rows.getLong(1))));
      }
    }
    return found;
  }

  ListPage list(String namespace, @Nullable Condition where, int limit, @Nullable ListPlace after)
      throws SQLException, IOException {
    return lists.page(namespace, namespaces.number(namespace), where, limit, after);
  }

  long count(String namespace, @Nullable Condition where) throws SQLException {
    return lists.count(namespace, namespaces.number(namespace), where);
  }

  Map<WorkflowExecutionStatus, Long> countByStatus(String namespace, @Nullable Condition where)
      throws SQLException {
    return lists.countByStatus(namespace, namespaces.number(namespace), where);
  }

  List<StoredSchedule> schedules(String namespace, String after, int limit)
      throws SQLException, IOException {
    return parts.schedules(namespaces.number(namespace), after, limit);
  }

  long countSchedules(String namespace) throws SQLException {
    return parts.countSchedules(namespaces.number(namespace));
  }

  List<ClosedRun> closedRuns(String namespace, @Nullable ClosedRun after, int limit)
      throws SQLException {
    closedRuns.setInt(1, namespaces.numberOrZero(namespace));
    closedRuns.setLong(2, after == null ? 0 : Summaries.nanos(after.closeTime()));
    closedRuns.setLong(3, after == null ? 0 : Summaries.nanos(after.startTime()));
    closedRuns.setLong(4, after == null ? 0 : after.number());
    closedRuns.setInt(5, limit);
    var found = new ArrayList<ClosedRun>();
    try (var rows = closedRuns.executeQuery()) {
      while (rows.next()) {
        found.add(
            new ClosedRun(
                EntityKey.workflow(namespace, rows.getString(1)),
                rows.getString(2),
                Summaries.instant(rows.getLong(3)),
                Summaries.instant(rows.getLong(4)),
                rows.getLong(5)));
      }
    }
    return found;
  }

  List<EntityKey> ready(@Nullable EntityKey after, int limit) throws SQLException {
    return keys(ready, after, limit);
  }

  List<EntityKey> entities(@Nullable EntityKey after, int limit) throws SQLException {
    return keys(entities, after, limit);
  }

  private List<EntityKey> keys(PreparedStatement statement, @Nullable EntityKey after, int limit)
      throws SQLException {
    statement.setInt(1, after == null ? 0 : namespaces.numberOrZero(after.namespace()));
    statement.setInt(2, after == null ? 0 : after.kind().number());
    statement.setString(3, after == null ? "" : after.id());
    statement.setInt(4, limit);
    var found = new ArrayList<EntityKey>();
    try (var rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(key(rows, 1));
      }
    }
    return found;
  }

  private EntityKey key(ResultSet rows, int column) throws SQLException {
    return new EntityKey(
        kind(rows.getInt(column + 1)),
        namespaces.name(rows.getInt(column)),
        rows.getString(column + 2));
  }

  static EntityKey.Kind kind(int number) {
    for (var kind : EntityKey.Kind.values()) {
      if (kind.number() == number) {
        return kind;
      }
    }
    throw new IllegalStateException("The database has an entity of unknown kind " + number);
  }

  private @Nullable Run find(EntityKey key, String runId) throws SQLException, IOException {
    if (runId.isEmpty()) {
      return current(key);
    }
    runById.setString(1, runId);
    runById.setInt(2, namespaces.number(key.namespace()));
    runById.setString(3, key.id());
    return run(key, runById);
  }

  private @Nullable Run current(EntityKey key) throws SQLException, IOException {
    currentRun.setInt(1, namespaces.number(key.namespace()));
    currentRun.setInt(2, key.kind().number());
    currentRun.setString(3, key.id());
    return run(key, currentRun);
  }

  private static @Nullable Run run(EntityKey key, PreparedStatement statement)
      throws SQLException, IOException {
    try (var row = statement.executeQuery()) {
      if (!row.next()) {
        return null;
      }
      long close = row.getLong(5);
      var closeTime = row.wasNull() ? null : Summaries.instant(close);
      var counters =
          new Summaries.Counters(
              Summaries.status(row.getInt(4)),
              closeTime,
              row.getLong(6),
              row.getLong(7),
              row.getLong(8));
      var details = UnsafeByteOperations.unsafeWrap(row.getBytes(9));
      return new Run(
          row.getLong(1),
          row.getLong(10),
          Summaries.summary(
              key.namespace(), row.getString(3), row.getString(2), details, counters));
    }
  }

  private List<JournalRecord> records(Run run) throws SQLException, IOException {
    batches.setLong(1, run.id);
    var records = new ArrayList<JournalRecord>();
    try (var rows = batches.executeQuery()) {
      while (rows.next()) {
        var batch = UnsafeByteOperations.unsafeWrap(rows.getBytes(1));
        records.addAll(RecordCodec.decode(run.summary.runId(), batch));
      }
    }
    return records;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
