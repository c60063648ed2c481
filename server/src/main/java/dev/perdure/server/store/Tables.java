package dev.perdure.server.store;

import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.store.StoreException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/// Writes the file's rows. Belongs to the writer, with its connection.
final class Tables implements AutoCloseable {
  private final Path file;
  private final Connection connection;
  private final long epoch;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement rollback;
  private final PreparedStatement readEpoch;
  private final PreparedStatement putMeta;
  private final PreparedStatement findRun;
  private final PreparedStatement insertRun;
  private final PreparedStatement updateRun;
  private final PreparedStatement putEntity;
  private final HistoryRows history;
  private boolean inTransaction;
  private long lastRun;

  Tables(Path file, Connection connection, long epoch) throws SQLException {
    this.file = file;
    this.connection = connection;
    this.epoch = epoch;
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    rollback = connection.prepareStatement("ROLLBACK");
    readEpoch = connection.prepareStatement("SELECT value FROM meta WHERE key = 'epoch'");
    putMeta = connection.prepareStatement("INSERT OR REPLACE INTO meta VALUES(?, ?)");
    findRun = connection.prepareStatement("SELECT id FROM run WHERE run_id = ? AND namespace = ?");
    insertRun =
        connection.prepareStatement(
            "INSERT INTO run(status, execution_ns, close_ns, history_length, history_bytes,"
                + " transitions, details, id, run_id, namespace, workflow_id, type, task_queue,"
                + " start_ns) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    updateRun =
        connection.prepareStatement(
            "UPDATE run SET status = ?, execution_ns = ?, close_ns = ?, history_length = ?,"
                + " history_bytes = ?, transitions = ?, details = ? WHERE id = ?");
    putEntity =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO entity(namespace, kind, name, run, lsn, ready, wake_us)"
                + " VALUES(?, ?, ?, ?, ?, ?, ?)");
    history = new HistoryRows(connection);
    lastRun = Database.number(connection, "SELECT max(id) FROM run");
  }

  Connection connection() {
    return connection;
  }

  boolean inTransaction() {
    return inTransaction;
  }

  /// Begins a transaction unless one is open.
  ///
  /// @throws StoreException if another server has opened the file since
  void begin() throws SQLException {
    if (inTransaction) {
      return;
    }
    begin.executeUpdate();
    inTransaction = true;
    try (var rows = readEpoch.executeQuery()) {
      if (!rows.next() || rows.getLong(1) != epoch) {
        throw new StoreException(
            Kind.FENCED,
            "Another server has opened the database " + file + ". This one stops writing to it.");
      }
    }
  }

  void commit() throws SQLException {
    commit.executeUpdate();
    inTransaction = false;
  }

  /// Gives up the open transaction, if any.
  void rollback() {
    if (inTransaction) {
      inTransaction = false;
      try {
        rollback.executeUpdate();
      } catch (SQLException e) {
        // SQLite has rolled back by itself, as it does when the disk is full.
      }
    }
  }

  void putMeta(String key, long value) throws SQLException {
    putMeta.setString(1, key);
    putMeta.setLong(2, value);
    putMeta.executeUpdate();
  }

  /// Adds a namespace, and gives it its number.
  int insertNamespace(Namespace namespace) throws SQLException {
    var retention = namespace.retention();
    try (var statement =
        connection.prepareStatement(
            "INSERT INTO namespace(name, uuid, retention_s) VALUES(?, ?, ?) RETURNING id")) {
      statement.setString(1, namespace.name());
      statement.setString(2, namespace.id().toString());
      setNullable(statement, 3, retention == null ? null : retention.toSeconds());
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /// Moves what the log has of one entity to its rows.
  void fold(Tail tail) throws SQLException {
    long current = 0;
    for (var run : tail.runs.values()) {
      long id = fold(tail.namespace, run);
      if (run.runId.equals(tail.currentRunId)) {
        current = id;
      }
    }
    if (current == 0) {
      current = findRun(tail.namespace, tail.currentRunId);
    }
    putEntity.setInt(1, tail.namespace);
    putEntity.setInt(2, tail.key.kind().number());
    putEntity.setString(3, tail.key.id());
    putEntity.setLong(4, current);
    putEntity.setLong(5, tail.lastLsn);
    putEntity.setInt(6, tail.ready ? 1 : 0);
    setNullable(putEntity, 7, tail.wakeMicros);
    putEntity.executeUpdate();
  }

  private long fold(int namespace, Tail.Run run) throws SQLException {
    var summary = run.summary();
    // Only a new run's records begin with its first event, so no look-up is needed for most runs.
    long id = run.firstEventId == 1 ? 0 : findRun(namespace, run.runId);
    if (id == 0) {
      id = ++lastRun;
      bindMutable(insertRun, run, summary);
      insertRun.setLong(8, id);
      insertRun.setString(9, run.runId);
      insertRun.setInt(10, namespace);
      insertRun.setString(11, summary.workflowId());
      insertRun.setString(12, summary.workflowType());
      insertRun.setString(13, summary.taskQueue());
      insertRun.setLong(14, Summaries.nanos(summary.startTime()));
      insertRun.executeUpdate();
    } else {
      bindMutable(updateRun, run, summary);
      updateRun.setLong(8, id);
      updateRun.executeUpdate();
    }
    var records = run.records();
    if (records.length > 0 && summary.historyLength() < run.firstEventId) {
      history.insertNotes(id, run.runId, run.firstEventId, records);
    } else if (records.length > 0) {
      history.insert(id, run.firstEventId, records);
    }
    return id;
  }

  private static void bindMutable(PreparedStatement statement, Tail.Run run, RunSummary summary)
      throws SQLException {
    var close = summary.closeTime();
    statement.setInt(1, summary.status().getNumber());
    statement.setLong(2, Summaries.nanos(summary.executionTime()));
    setNullable(statement, 3, close == null ? null : Summaries.nanos(close));
    statement.setLong(4, summary.historyLength());
    statement.setLong(5, summary.historyBytes());
    statement.setLong(6, summary.transitions());
    statement.setBytes(7, run.details().toByteArray());
  }

  /// The run's number, 0 if there is no such run.
  private long findRun(int namespace, String runId) throws SQLException {
    findRun.setString(1, runId);
    findRun.setInt(2, namespace);
    try (var rows = findRun.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static void setNullable(PreparedStatement statement, int index, @Nullable Long value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.INTEGER);
    } else {
      statement.setLong(index, value);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
