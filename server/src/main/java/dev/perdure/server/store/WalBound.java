package dev.perdure.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps SQLite's write-ahead log from growing over a bound. Belongs to the writer.
///
/// The checkpointer copies pages beside the writer, but as long as the writer adds new ones and
/// readers look at old ones, the log never begins anew. Above the bound the writer pauses, holds
/// the readers for a moment and takes that last step itself.
final class WalBound {
  private static final long PAGE_BYTES = 4096;

  private static final Logger log = LoggerFactory.getLogger(WalBound.class);

  /// The log's size is looked at after this many commits, or this part of the bound.
  private static final int LOOK_COMMITS = 64;

  private static final int LOOK_PARTS = 16;

  /// How long a restart waits for a checkpoint in progress or a foreign reader.
  private static final int RESTART_MILLIS = 100;

  /// How long it is not tried again when they did not make way.
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final Connection connection;
  private final PreparedStatement size;
  private final PreparedStatement restart;
  private final ReadGate gate;
  private final long bytesMax;
  private long pausedUntilNanos = System.nanoTime();
  private int commits;
  private long bytes;

  WalBound(Connection connection, ReadGate gate, long bytesMax) throws SQLException {
    this.connection = connection;
    this.size = connection.prepareStatement("PRAGMA wal_checkpoint(NOOP)");
    this.restart = connection.prepareStatement("PRAGMA wal_checkpoint(RESTART)");
    this.gate = gate;
    this.bytesMax = bytesMax;
  }

  /// To be called after each commit, with about what it has written.
  void bound(long written) throws SQLException, InterruptedException {
    bytes += written;
    if (++commits < LOOK_COMMITS && bytes < bytesMax / LOOK_PARTS) {
      return;
    }
    commits = 0;
    bytes = 0;
    if (frames() * PAGE_BYTES > bytesMax && System.nanoTime() - pausedUntilNanos >= 0) {
      gate.alone(this::restart);
    }
  }

  private void restart() throws SQLException {
    // Another program that reads the file could hold up all commits: it is not waited for.
    patience(RESTART_MILLIS);
    boolean done = false;
    try (var row = restart.executeQuery()) {
      done = row.next() && row.getInt(1) == 0;
    } catch (SQLException e) {
      // The pages are still in the log, and the next checkpoint copies all of them again.
      log.debug("The write-ahead log could not begin anew", e);
    } finally {
      if (!done) {
        pausedUntilNanos = System.nanoTime() + PAUSE_NANOS;
      }
      patience(Database.BUSY_MILLIS);
    }
  }

  private void patience(int millis) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + millis);
    }
  }

  private long frames() throws SQLException {
    try (var row = size.executeQuery()) {
      return row.next() ? row.getLong(2) : 0;
    }
  }
}
