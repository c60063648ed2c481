package dev.perdure.server.store;

import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/// Writes the rows of namespaces, which change so rarely that nothing is prepared for them.
final class NamespaceRows {
  /// What goes with a namespace. Its runs are gone before; whatever is left has no owner.
  private static final List<String> BELONGINGS =
      List.of(
          "DELETE FROM hist WHERE run IN (SELECT id FROM run WHERE namespace = ?)",
          "DELETE FROM run WHERE namespace = ?",
          "DELETE FROM run_attribute WHERE space = ?",
          "DELETE FROM entity WHERE namespace = ?",
          "DELETE FROM queue WHERE namespace = ?",
          "DELETE FROM batch WHERE namespace = ?",
          "DELETE FROM search_attribute WHERE namespace = ?",
          "DELETE FROM namespace WHERE id = ?");

  private NamespaceRows() {}

  static void insert(Tables tables, int number, Namespace namespace) throws SQLException {
    var retention = namespace.retention();
    var data = namespace.details().toByteArray();
    try (var statement =
        tables
            .connection()
            .prepareStatement(
                "INSERT OR REPLACE INTO namespace(id, name, uuid, retention_s, data)"
                    + " VALUES(?, ?, ?, ?, ?)")) {
      statement.setInt(1, number);
      statement.setString(2, namespace.name());
      statement.setString(3, namespace.id().toString());
      if (retention == null) {
        statement.setNull(4, Types.INTEGER);
      } else {
        statement.setLong(4, retention.toSeconds());
      }
      if (data.length == 0) {
        statement.setNull(5, Types.BLOB);
      } else {
        statement.setBytes(5, data);
      }
      statement.executeUpdate();
    }
  }

  static void delete(Tables tables, int number) throws SQLException {
    for (var sql : BELONGINGS) {
      try (var statement = tables.connection().prepareStatement(sql)) {
        statement.setInt(1, number);
        statement.executeUpdate();
      }
    }
  }
}
