package dev.perdure.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;

/// Writes the rows of `run_attribute`: one for each value of each search attribute of a run.
/// Belongs to the writer. Runs without search attributes have no part in it.
final class AttributeRows {
  /// What an open run has instead of its end.
  static final long NEVER = Long.MAX_VALUE;

  /// The rows that a run must have, by what is in its own row.
  private static final String OF_RUN =
      "SELECT run.namespace, member.key, part.value, ifnull(run.close_ns, "
          + NEVER
          + "), run.start_ns, run.id FROM run, json_each(run.attributes) AS member,"
          + " json_each(run.attributes, member.fullkey) AS part WHERE run.id = ?";

  private final PreparedStatement insert;
  private final PreparedStatement select;
  private final PreparedStatement delete;

  AttributeRows(Connection connection) throws SQLException {
    insert = connection.prepareStatement("INSERT OR IGNORE INTO run_attribute " + OF_RUN);
    select = connection.prepareStatement(OF_RUN);
    delete =
        connection.prepareStatement(
            "DELETE FROM run_attribute WHERE space = ? AND name = ? AND value = ?"
                + " AND closed = ? AND started = ? AND run = ?");
  }

  /// To be called when the run's row has its new values.
  void add(long run) throws SQLException {
    insert.setLong(1, run);
    insert.executeUpdate();
  }

  /// To be called while the run's row has its old values.
  void remove(long run) throws SQLException {
    var keys = new ArrayList<Object[]>();
    select.setLong(1, run);
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        var key = new Object[6];
        for (int i = 0; i < key.length; i++) {
          key[i] = rows.getObject(i + 1);
        }
        keys.add(key);
      }
    }
    for (var key : keys) {
      for (int i = 0; i < key.length; i++) {
        delete.setObject(i + 1, key[i]);
      }
      delete.executeUpdate();
    }
  }
}
