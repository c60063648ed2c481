package dev.perdure.server.store;

import io.temporal.api.enums.v1.IndexedValueType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The search attributes that users have registered, for each namespace: few, and changed rarely.
final class RegisteredAttributes {
  private final Map<Integer, Map<String, IndexedValueType>> byNamespace = new ConcurrentHashMap<>();

  static RegisteredAttributes read(Connection connection) throws SQLException {
    var attributes = new RegisteredAttributes();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT namespace, name, type FROM search_attribute")) {
      while (rows.next()) {
        var type = IndexedValueType.forNumber(rows.getInt(3));
        if (type != null) {
          attributes.change(rows.getInt(1), Map.of(rows.getString(2), type), Set.of());
        }
      }
    }
    return attributes;
  }

  Map<String, IndexedValueType> of(int namespace) {
    return byNamespace.getOrDefault(namespace, Map.of());
  }

  /// Writes a change, and makes it known.
  void change(
      Tables tables, int namespace, Map<String, IndexedValueType> added, Set<String> removed)
      throws SQLException {
    try (var insert =
            tables
                .connection()
                .prepareStatement("INSERT OR REPLACE INTO search_attribute VALUES(?, ?, ?)");
        var delete =
            tables
                .connection()
                .prepareStatement(
                    "DELETE FROM search_attribute WHERE namespace = ? AND name = ?")) {
      for (var attribute : added.entrySet()) {
        insert.setInt(1, namespace);
        insert.setString(2, attribute.getKey());
        insert.setInt(3, attribute.getValue().getNumber());
        insert.executeUpdate();
      }
      for (var name : removed) {
        delete.setInt(1, namespace);
        delete.setString(2, name);
        delete.executeUpdate();
      }
    }
    change(namespace, added, removed);
  }

  private void change(int namespace, Map<String, IndexedValueType> added, Set<String> removed) {
    var changed = new TreeMap<>(of(namespace));
    changed.putAll(added);
    changed.keySet().removeAll(removed);
    byNamespace.put(namespace, Map.copyOf(changed));
  }
}
