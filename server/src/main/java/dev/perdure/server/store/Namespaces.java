package dev.perdure.server.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The registered namespaces with their numbers: rows have the number, everything else the name.
///
/// They are all in memory. A change shows at once, and is in the journal before any row that
/// depends on it. A number is never given again, for the log may still have it.
final class Namespaces {
  private final Map<String, Entry> byName = new ConcurrentHashMap<>();
  private final Map<Integer, String> names = new ConcurrentHashMap<>();
  private int lastNumber;

  private record Entry(int number, Namespace namespace) {}

  static Namespaces read(Connection connection) throws SQLException {
    var namespaces = new Namespaces();
    namespaces.lastNumber = (int) Meta.number(connection, Meta.LAST_NAMESPACE);
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT id, name, uuid, retention_s, data FROM namespace")) {
      while (rows.next()) {
        long seconds = rows.getLong(4);
        var retention = rows.wasNull() ? null : Duration.ofSeconds(seconds);
        namespaces.put(
            rows.getInt(1),
            new Namespace(
                rows.getString(2),
                UUID.fromString(rows.getString(3)),
                retention,
                details(rows.getString(2), rows.getBytes(5))));
      }
    }
    return namespaces;
  }

  private static DescribeNamespaceResponse details(String name, byte @Nullable [] data)
      throws SQLException {
    if (data == null) {
      return DescribeNamespaceResponse.getDefaultInstance();
    }
    try {
      return DescribeNamespaceResponse.parseFrom(data);
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("the row of namespace " + name + " cannot be read", e);
    }
  }

  /// A number for a namespace that is about to be added.
  int nextNumber() {
    return lastNumber + 1;
  }

  /// Adds a namespace, or puts a changed one in its place.
  void put(int number, Namespace namespace) {
    lastNumber = Math.max(lastNumber, number);
    names.put(number, namespace.name());
    byName.put(namespace.name(), new Entry(number, namespace));
  }

  void remove(String name) {
    var removed = byName.remove(name);
    if (removed != null) {
      names.remove(removed.number);
    }
  }

  /// The number of a namespace.
  ///
  /// @throws IllegalArgumentException if there is no such namespace: requests are checked before
  int number(String name) {
    var entry = byName.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("Namespace " + name + " is not registered.");
    }
    return entry.number;
  }

  /// For a place in an order, which need not be that of something that exists.
  int numberOrZero(String name) {
    var entry = byName.get(name);
    return entry == null ? 0 : entry.number;
  }

  String name(int number) {
    var name = names.get(number);
    if (name == null) {
      throw new IllegalStateException("The database has rows of unknown namespace " + number);
    }
    return name;
  }

  /// Whether there is a namespace of this number.
  boolean knows(int number) {
    return names.containsKey(number);
  }

  List<Namespace> all() {
    var all = new ArrayList<Namespace>();
    byName.values().forEach(entry -> all.add(entry.namespace));
    all.sort(Comparator.comparing(Namespace::name));
    return all;
  }

  int count() {
    return byName.size();
  }

  @Nullable Namespace find(String name) {
    var entry = byName.get(name);
    return entry == null ? null : entry.namespace;
  }
}
