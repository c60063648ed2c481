package dev.perdure.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Takes away what deleted runs have left, bit by bit: their records, the rows of entities that
/// have no run any more, and then the pages that have become free. Belongs to the writer.
///
/// What still has to go is in the file, so a crash leaves nothing half done for ever. It takes at
/// most a tenth of the writer's time.
final class Cleaner {
  private static final int SLICE_ROWS = 256;
  private static final long SLICE_BYTES = 1 << 20;

  /// What is free stays in the file up to this many pages: new runs will need them.
  private static final long FREE_PAGES = 1024;

  private static final int VACUUM_PAGES = 256;

  /// One part of work, nine parts of pause.
  private static final int PAUSES = 9;

  /// How long it is not looked whether the log has let go of an entity.
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final PreparedStatement addGarbage;
  private final PreparedStatement anyGarbage;
  private final PreparedStatement dropGarbage;
  private final PreparedStatement records;
  private final PreparedStatement deleteRecords;
  private final PreparedStatement deleteEntities;
  private final PreparedStatement freePages;
  private boolean hasGarbage;
  private boolean hasGoneEntities;
  private boolean hasFreePages;
  private long restUntilNanos = System.nanoTime();

  Cleaner(Connection connection) throws SQLException {
    addGarbage = connection.prepareStatement("INSERT OR IGNORE INTO garbage(run) VALUES(?)");
    anyGarbage = connection.prepareStatement("SELECT run FROM garbage LIMIT 1");
    dropGarbage = connection.prepareStatement("DELETE FROM garbage WHERE run = ?");
    records =
        connection.prepareStatement(
            "SELECT id, length(batch) FROM hist WHERE run = ? LIMIT " + SLICE_ROWS);
    deleteRecords = connection.prepareStatement("DELETE FROM hist WHERE id = ?");
    deleteEntities =
        connection.prepareStatement(
            "DELETE FROM entity WHERE (namespace, kind, name) IN"
                + " (SELECT namespace, kind, name FROM entity WHERE run = 0 AND lsn <= ? LIMIT "
                + SLICE_ROWS
                + ")");
    freePages = connection.prepareStatement("PRAGMA freelist_count");
    hasGarbage = Database.number(connection, "SELECT count(*) FROM garbage") > 0;
    hasGoneEntities =
        Database.number(connection, "SELECT EXISTS(SELECT 1 FROM entity WHERE run = 0)") > 0;
    hasFreePages = hasGarbage;
  }

  /// A run's row is gone: its records have to follow.
  void runGone(long id) throws SQLException {
    addGarbage.setLong(1, id);
    addGarbage.executeUpdate();
    hasGarbage = true;
  }

  /// An entity has no run any more: its row can go when the log has nothing of it.
  void entityGone() {
    hasGoneEntities = true;
  }

  /// How long until there is something to do; `Long.MAX_VALUE` if there is nothing.
  long nanosUntilDue(long nowNanos) {
    return hasGarbage || hasGoneEntities || hasFreePages
        ? Math.max(0, restUntilNanos - nowNanos)
        : Long.MAX_VALUE;
  }

  /// Does a bit, in the open transaction.
  ///
  /// @param trimmedLsn the position up to which the log was dropped
  void clean(long trimmedLsn) throws SQLException {
    if (hasGarbage) {
      dropRecords();
    } else if (hasGoneEntities) {
      dropEntities(trimmedLsn);
    } else if (hasFreePages) {
      giveBack();
    }
  }

  /// Rests for as long as the work deserves.
  void rest(long nowNanos, long workedNanos) {
    long pause = PAUSES * workedNanos;
    if (!hasGarbage && hasGoneEntities) {
      pause = Math.max(pause, RETRY_NANOS);
    }
    restUntilNanos = nowNanos + pause;
  }

  /// Of as many runs as make up a slice.
  private void dropRecords() throws SQLException {
    int rows = 0;
    long bytes = 0;
    while (rows < SLICE_ROWS && bytes < SLICE_BYTES) {
      long run = firstGarbage();
      if (run == 0) {
        hasGarbage = false;
        return;
      }
      var slice = recordsOf(run, SLICE_BYTES - bytes);
      for (long id : slice.ids) {
        deleteRecords.setLong(1, id);
        deleteRecords.executeUpdate();
      }
      if (slice.isWhole) {
        dropGarbage.setLong(1, run);
        dropGarbage.executeUpdate();
      }
      rows += 1 + slice.ids.size();
      bytes += slice.bytes;
      hasFreePages = true;
    }
  }

  private long firstGarbage() throws SQLException {
    try (var rows = anyGarbage.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /// The first records of a run.
  ///
  /// @param isWhole whether there are no others
  private record Slice(List<Long> ids, long bytes, boolean isWhole) {}

  /// At least one record, if the run has any.
  private Slice recordsOf(long run, long bytesMax) throws SQLException {
    var ids = new ArrayList<Long>();
    long bytes = 0;
    records.setLong(1, run);
    try (var rows = records.executeQuery()) {
      while (rows.next()) {
        if (bytes >= bytesMax) {
          return new Slice(ids, bytes, false);
        }
        ids.add(rows.getLong(1));
        bytes += rows.getLong(2);
      }
    }
    return new Slice(ids, bytes, ids.size() < SLICE_ROWS);
  }

  private void dropEntities(long trimmedLsn) throws SQLException {
    deleteEntities.setLong(1, trimmedLsn);
    if (deleteEntities.executeUpdate() == 0) {
      try (var statement = deleteEntities.getConnection().createStatement();
          var rows = statement.executeQuery("SELECT 1 FROM entity WHERE run = 0 LIMIT 1")) {
        hasGoneEntities = rows.next();
      }
    }
  }

  private void giveBack() throws SQLException {
    try (var rows = freePages.executeQuery()) {
      if (!rows.next() || rows.getLong(1) <= FREE_PAGES) {
        hasFreePages = false;
        return;
      }
    }
    try (var statement = freePages.getConnection().createStatement()) {
      // Not as a prepared statement: each step of it gives one page back, and it has no columns.
      statement.executeUpdate("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")");
    }
  }
}
