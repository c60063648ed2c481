package dev.perdure.server.store;

import com.google.protobuf.UnsafeByteOperations;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.RecordCodec;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the records of entities without runs. Belongs to one reader thread.
final class PartScans {
  /// A page has about this many bytes, and at least one entity.
  private static final int PAGE_BYTES = 4 << 20;

  /// The parts of a schedule that lists show: the others may be large.
  private static final int LISTED_PARTS = 2;

  private final PreparedStatement lsn;
  private final PreparedStatement parts;
  private final PreparedStatement names;
  private final PreparedStatement count;

  PartScans(Connection connection) throws SQLException {
    lsn =
        connection.prepareStatement(
            "SELECT lsn FROM entity WHERE namespace = ? AND kind = ? AND name = ? AND run <> 0");
    parts =
        connection.prepareStatement(
            "SELECT record FROM part WHERE namespace = ? AND kind = ? AND name = ? AND number <= ?"
                + " ORDER BY number");
    names =
        connection.prepareStatement(
            "SELECT name FROM entity WHERE namespace = ? AND kind = ? AND name > ? AND run <> 0"
                + " ORDER BY name LIMIT ?");
    count =
        connection.prepareStatement(
            "SELECT count(*) FROM entity WHERE namespace = ? AND kind = ? AND run <> 0");
  }

  Optional<LoadedEntity> load(EntityKey key, int namespace) throws SQLException, IOException {
    bind(lsn, namespace, key.kind());
    lsn.setString(3, key.id());
    try (var rows = lsn.executeQuery()) {
      if (!rows.next()) {
        return Optional.empty();
      }
      long position = rows.getLong(1);
      return Optional.of(
          new LoadedEntity(
              key,
              null,
              decoded(blobs(namespace, key.kind(), key.id(), Integer.MAX_VALUE)),
              position));
    }
  }

  /// A page of a namespace's schedules.
  ///
  /// @param after the last id of the page before, empty for the first page
  List<StoredSchedule> schedules(int namespace, String after, int limit)
      throws SQLException, IOException {
    var found = new ArrayList<StoredSchedule>();
    bind(names, namespace, EntityKey.Kind.SCHEDULE);
    names.setString(3, after);
    names.setInt(4, limit);
    long bytes = 0;
    try (var rows = names.executeQuery()) {
      while (bytes < PAGE_BYTES && rows.next()) {
        var id = rows.getString(1);
        var blobs = blobs(namespace, EntityKey.Kind.SCHEDULE, id, LISTED_PARTS);
        for (var blob : blobs) {
          bytes += blob.length;
        }
        found.add(new StoredSchedule(id, decoded(blobs)));
      }
    }
    return found;
  }

  long countSchedules(int namespace) throws SQLException {
    bind(count, namespace, EntityKey.Kind.SCHEDULE);
    try (var rows = count.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private List<byte[]> blobs(int namespace, EntityKey.Kind kind, String name, int lastPart)
      throws SQLException {
    bind(parts, namespace, kind);
    parts.setString(3, name);
    parts.setInt(4, lastPart);
    var blobs = new ArrayList<byte[]>();
    try (var rows = parts.executeQuery()) {
      while (rows.next()) {
        blobs.add(rows.getBytes(1));
      }
    }
    return blobs;
  }

  private static List<JournalRecord> decoded(List<byte[]> blobs) throws IOException {
    var records = new ArrayList<JournalRecord>(blobs.size());
    for (var blob : blobs) {
      records.addAll(RecordCodec.decode("", UnsafeByteOperations.unsafeWrap(blob)));
    }
    return records;
  }

  private static void bind(PreparedStatement statement, int namespace, EntityKey.Kind kind)
      throws SQLException {
    statement.setInt(1, namespace);
    statement.setInt(2, kind.number());
  }
}
