package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the log has that the tables do not have yet, read when the store is opened.
///
/// @param tails the entities concerned
/// @param rows the log's rows
/// @param lastLsn the last position that is durable
record Recovery(Tails tails, List<JournalWriter.LogRow> rows, long lastLsn) {
  static Recovery read(Connection connection, Namespaces namespaces, Tails tails)
      throws SQLException, IOException {
    var rows = new ArrayList<JournalWriter.LogRow>();
    long lastLsn = Meta.number(connection, Meta.LSN);
    var folded = new HashMap<EntityKey, Long>();
    try (var foldedLsn =
            connection.prepareStatement(
                "SELECT lsn FROM entity WHERE namespace = ? AND kind = ? AND name = ?");
        var statement = connection.createStatement();
        var log = statement.executeQuery("SELECT lsn, batch FROM log ORDER BY lsn")) {
      while (log.next()) {
        lastLsn = log.getLong(1);
        var batch = log.getBytes(2);
        rows.add(new JournalWriter.LogRow(lastLsn, batch.length));
        var entries = LogReader.read(batch);
        long lsn = lastLsn - entries.size();
        for (var entry : entries) {
          lsn++;
          var key =
              new EntityKey(
                  Rows.kind(entry.kind()), namespaces.name(entry.namespace()), entry.name());
          if (lsn > foldedLsn(foldedLsn, entry, key, folded)) {
            tails.recover(entry, key, lsn, System.nanoTime());
          }
        }
      }
    }
    return new Recovery(tails, rows, lastLsn);
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
