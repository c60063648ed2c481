package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.store.StoreException.Kind;
import io.temporal.api.common.v1.WorkflowExecution;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes the file's rows. Belongs to the writer, with its connection.
final class Tables implements AutoCloseable {
  /// Names no column of an index: an open run that moves rewrites its row only.
  private static final String UPDATE =
      "UPDATE run SET execution_ns = ?1, history_length = ?2, history_bytes = ?3,"
          + " transitions = ?4, details = ?5, attributes = ?9";

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
  private final PreparedStatement updateOpenRun;
  private final PreparedStatement closeRun;
  private final PreparedStatement putEntity;
  private final PreparedStatement deleteRun;
  private final HistoryRows history;
  private final RegisteredAttributes registered;
  private final AttributeRows attributes;
  private final PartRows parts;
  private final Cleaner cleaner;
  private boolean inTransaction;
  private long lastRun;

  /// A run that is in the tables.
  ///
  /// @param attributes what it can be found by, null for nothing
  private record Known(long id, @Nullable String attributes) {}

  Tables(Path file, Connection connection, long epoch, RegisteredAttributes registered)
      throws SQLException {
    this.registered = registered;
    this.file = file;
    this.connection = connection;
    this.epoch = epoch;
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    rollback = connection.prepareStatement("ROLLBACK");
    readEpoch = connection.prepareStatement("SELECT value FROM meta WHERE key = 'epoch'");
    putMeta = connection.prepareStatement("INSERT OR REPLACE INTO meta VALUES(?, ?)");
    findRun =
        connection.prepareStatement(
            "SELECT id, attributes FROM run WHERE run_id = ? AND namespace = ?");
    insertRun =
        connection.prepareStatement(
            "INSERT INTO run(execution_ns, history_length, history_bytes, transitions, details,"
                + " id, status, close_ns, run_id, namespace, workflow_id, type, task_queue,"
                + " start_ns, parent_workflow_id, parent_run_id, root_workflow_id, root_run_id,"
                + " attributes)"
                + " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    updateOpenRun = connection.prepareStatement(UPDATE + " WHERE id = ?6");
    closeRun = connection.prepareStatement(UPDATE + ", status = ?7, close_ns = ?8 WHERE id = ?6");
    putEntity =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO entity(namespace, kind, name, run, lsn, ready, wake_us)"
                + " VALUES(?, ?, ?, ?, ?, ?, ?)");
    history = new HistoryRows(connection);
    attributes = new AttributeRows(connection);
    parts = new PartRows(connection);
    deleteRun = connection.prepareStatement("DELETE FROM run WHERE id = ?");
    cleaner = new Cleaner(connection);
    lastRun =
        Database.number(
            connection,
            "SELECT max((SELECT ifnull(max(id), 0) FROM run),"
                + " (SELECT ifnull(max(run), 0) FROM garbage))");
  }

  Connection connection() {
    return connection;
  }

  Cleaner cleaner() {
    return cleaner;
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

  /// Moves what the log has of one entity to its rows.
  void fold(Tail tail) throws SQLException {
    long current = tail.key.kind() == EntityKey.Kind.WORKFLOW ? foldRuns(tail) : parts.fold(tail);
    if (current == 0) {
      // Its row stays until the log has nothing of it, so that no recovery brings it back.
      cleaner.entityGone();
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

  /// @return the number of the current run, 0 if there is none
  private long foldRuns(Tail tail) throws SQLException {
    long current = 0;
    for (var run : tail.runs.values()) {
      long id = run.isDeleted() ? delete(tail.namespace, run) : fold(tail.namespace, run);
      if (run.runId.equals(tail.currentRunId)) {
        current = id;
      }
    }
    if (current == 0 && !tail.currentRunId.isEmpty()) {
      var known = findRun(tail.namespace, tail.currentRunId);
      current = known == null ? 0 : known.id;
    }
    return current;
  }

  /// The row goes now, the records bit by bit.
  private long delete(int namespace, Tail.Run run) throws SQLException {
    var known = findRun(namespace, run.runId);
    if (known != null) {
      if (known.attributes != null) {
        attributes.remove(known.id);
      }
      deleteRun.setLong(1, known.id);
      deleteRun.executeUpdate();
      cleaner.runGone(known.id);
    }
    return 0;
  }

  private long fold(int namespace, Tail.Run run) throws SQLException {
    var summary = run.summary();
    // Only a new run's records begin with its first event, so no look-up is needed for most runs.
    var known = run.firstEventId == 1 ? null : findRun(namespace, run.runId);
    if (known == null && run.firstEventId != 1 && run.hasRecords()) {
      return 0; // It was deleted before something was noted on it.
    }
    long id = known == null ? insert(namespace, run) : known.id;
    if (known != null) {
      update(namespace, run, known);
    }
    var records = run.records();
    if (records.length > 0 && summary.historyLength() < run.firstEventId) {
      history.insertNotes(id, run.runId, run.firstEventId, records);
    } else if (records.length > 0) {
      history.insert(id, run.firstEventId, records);
    }
    return id;
  }

  private long insert(int namespace, Tail.Run run) throws SQLException {
    var summary = run.summary();
    var values = AttributeColumn.of(summary.searchAttributes(), registered.of(namespace));
    long id = ++lastRun;
    bind(insertRun, id, run, summary);
    bindStatus(insertRun, summary);
    insertRun.setString(9, run.runId);
    insertRun.setInt(10, namespace);
    insertRun.setString(11, summary.workflowId());
    insertRun.setString(12, summary.workflowType());
    insertRun.setString(13, summary.taskQueue());
    insertRun.setLong(14, Summaries.nanos(summary.startTime()));
    var root = summary.root();
    bindExecution(insertRun, 15, summary.parent());
    bindExecution(insertRun, 17, root.getRunId().equals(run.runId) ? null : root);
    insertRun.setString(19, values);
    insertRun.executeUpdate();
    if (values != null) {
      attributes.add(id);
    }
    return id;
  }

  private void update(int namespace, Tail.Run run, Known known) throws SQLException {
    var summary = run.summary();
    var values = AttributeColumn.of(summary.searchAttributes(), registered.of(namespace));
    // The rows of values have the time at which the run closed, too.
    boolean moves = summary.closeTime() != null || !Objects.equals(values, known.attributes);
    if (moves && known.attributes != null) {
      attributes.remove(known.id);
    }
    var statement = summary.closeTime() == null ? updateOpenRun : closeRun;
    bind(statement, known.id, run, summary);
    if (summary.closeTime() != null) {
      bindStatus(statement, summary);
    }
    statement.setString(9, values);
    statement.executeUpdate();
    if (moves && values != null) {
      attributes.add(known.id);
    }
  }

  private static void bind(PreparedStatement statement, long id, Tail.Run run, RunSummary summary)
      throws SQLException {
    statement.setLong(1, Summaries.nanos(summary.executionTime()));
    statement.setLong(2, summary.historyLength());
    statement.setLong(3, summary.historyBytes());
    statement.setLong(4, summary.transitions());
    statement.setBytes(5, run.details().toByteArray());
    statement.setLong(6, id);
  }

  private static void bindStatus(PreparedStatement statement, RunSummary summary)
      throws SQLException {
    var close = summary.closeTime();
    statement.setInt(7, summary.status().getNumber());
    setNullable(statement, 8, close == null ? null : Summaries.nanos(close));
  }

  private static void bindExecution(
      PreparedStatement statement, int index, @Nullable WorkflowExecution execution)
      throws SQLException {
    statement.setString(index, execution == null ? null : execution.getWorkflowId());
    statement.setString(index + 1, execution == null ? null : execution.getRunId());
  }

  private @Nullable Known findRun(int namespace, String runId) throws SQLException {
    findRun.setString(1, runId);
    findRun.setInt(2, namespace);
    try (var rows = findRun.executeQuery()) {
      return rows.next() ? new Known(rows.getLong(1), rows.getString(2)) : null;
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
