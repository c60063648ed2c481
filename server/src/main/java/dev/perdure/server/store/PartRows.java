package dev.perdure.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// Writes the records of entities without runs: one row for each part. Belongs to the writer.
final class PartRows {
  /// What such an entity has in the place of its current run.
  static final long NO_RUN = -1;

  private final PreparedStatement put;
  private final PreparedStatement deleteAll;

  PartRows(Connection connection) throws SQLException {
    put =
        connection.prepareStatement(
            "INSERT INTO part(namespace, kind, name, number, record) VALUES(?, ?, ?, ?, ?) ON"
                + " CONFLICT(namespace, kind, name, number) DO UPDATE SET record ="
                + " excluded.record");
    deleteAll =
        connection.prepareStatement(
            "DELETE FROM part WHERE namespace = ? AND kind = ? AND name = ?");
  }

  /// Moves what the log has of one entity to its rows.
  ///
  /// @return [#NO_RUN], or 0 if the entity is gone
  long fold(Tail tail) throws SQLException {
    if (tail.wasGone) {
      bind(deleteAll, tail);
      deleteAll.executeUpdate();
    }
    for (var part : tail.parts.entrySet()) {
      bind(put, tail);
      put.setInt(4, part.getKey());
      put.setBytes(5, part.getValue().toByteArray());
      put.executeUpdate();
    }
    return tail.isGone() ? 0 : NO_RUN;
  }

  private static void bind(PreparedStatement statement, Tail tail) throws SQLException {
    statement.setInt(1, tail.namespace);
    statement.setInt(2, tail.key.kind().number());
    statement.setString(3, tail.key.id());
  }
}
