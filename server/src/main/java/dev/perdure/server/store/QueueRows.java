package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The rows of the `queue` table.
final class QueueRows {
  private QueueRows() {}

  /// Puts what an operator has set for a task queue in place of what was set before, unless its
  /// namespace has gone meanwhile.
  static void put(Connection connection, int namespace, QueueSettings queue) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO queue SELECT ?1, ?2, ?3, ?4"
                + " WHERE EXISTS(SELECT 1 FROM namespace WHERE id = ?1)")) {
      statement.setInt(1, namespace);
      statement.setInt(2, queue.type());
      statement.setString(3, queue.name());
      statement.setBytes(4, queue.config().toByteArray());
      statement.executeUpdate();
    }
  }

  /// What operators have set for task queues. What a namespace has left that is gone is passed
  /// over.
  static List<QueueSettings> all(Connection connection, Namespaces namespaces) throws SQLException {
    var queues = new ArrayList<QueueSettings>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT namespace, type, name, config FROM queue"
                    + " WHERE namespace IN (SELECT id FROM namespace)")) {
      while (rows.next()) {
        queues.add(
            new QueueSettings(
                namespaces.name(rows.getInt(1)),
                rows.getInt(2),
                rows.getString(3),
                ByteString.copyFrom(rows.getBytes(4))));
      }
    }
    return queues;
  }
}
