package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// What the log has that the tables do not have yet, read when the store is opened.
///
/// @param tails the entities concerned
/// @param slots the log
/// @param lastLsn the last position that is durable
/// @param trimmedLsn the position up to which the log was dropped
record Recovery(Tails tails, LogSlots slots, long lastLsn, long trimmedLsn) {
  static Recovery read(Connection connection, Namespaces namespaces, Tails tails, LogSlots slots)
      throws SQLException, IOException {
    long trimmedLsn = Meta.number(connection, Meta.LSN);
    long lastLsn = trimmedLsn;
    var folded = new HashMap<EntityKey, Long>();
    try (var foldedLsn =
        connection.prepareStatement(
            "SELECT lsn FROM entity WHERE namespace = ? AND kind = ? AND name = ?")) {
      for (var found : slots.read(connection, lastLsn)) {
        var entries = LogReader.read(found.batch());
        long lsn = found.lsn() - entries.size();
        for (var entry : entries) {
          lsn++;
          if (!namespaces.knows(entry.namespace())) {
            continue; // It was dropped after this, with all that it had.
          }
          var key =
              new EntityKey(
                  Rows.kind(entry.kind()), namespaces.name(entry.namespace()), entry.name());
          if (lsn > foldedLsn(foldedLsn, entry, key, folded)) {
            tails.recover(entry, key, lsn, System.nanoTime());
          }
        }
        lastLsn = found.lsn();
      }
    }
    return new Recovery(tails, slots, lastLsn, trimmedLsn);
  }

  /// The position up to which the tables have the entity.
  private static long foldedLsn(
      PreparedStatement statement, LogReader.Entry entry, EntityKey key, Map<EntityKey, Long> known)
      throws SQLException {
    var lsn = known.get(key);
    if (lsn == null) {
      statement.setInt(1, entry.namespace());
      statement.setInt(2, entry.kind());
      statement.setString(3, entry.name());
      try (var row = statement.executeQuery()) {
        lsn = row.next() ? row.getLong(1) : 0L;
      }
      known.put(key, lsn);
    }
    return lsn;
  }
}
