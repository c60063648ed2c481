package dev.perdure.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// The rows of the `meta` table: single facts about the whole file.
final class Meta {
  /// Raised at each opening. Whoever finds another number than its own must not write.
  static final String EPOCH = "epoch";

  /// The position up to which the log was dropped.
  static final String LSN = "lsn";

  /// How far engine time is ahead of the wall clock.
  static final String CLOCK_OFFSET = "clock_offset_ns";

  /// The highest number that any namespace ever had; not there in a file that was never written by
  /// a server that deletes namespaces.
  static final String LAST_NAMESPACE = "last_namespace";

  static final String CLUSTER_ID = "cluster_id";

  /// The last run that [AttributeFill] still has to look at; only in a file of an older version.
  static final String UNFILLED = "attributes_unfilled";

  private Meta() {}

  static long nextEpoch(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("UPDATE meta SET value = value + 1 WHERE key = '" + EPOCH + "'");
    }
    return number(connection, EPOCH);
  }

  static long number(Connection connection, String key) throws SQLException {
    return Database.number(connection, "SELECT value FROM meta WHERE key = '" + key + "'");
  }

  static UUID clusterId(Connection connection) throws SQLException {
    var sql = "SELECT value FROM meta WHERE key = '" + CLUSTER_ID + "'";
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      if (!row.next()) {
        throw new SQLException("the table meta has no cluster id");
      }
      return UUID.fromString(row.getString(1));
    }
  }
}
