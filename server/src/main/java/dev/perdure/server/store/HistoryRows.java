package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.perdure.engine.record.NoteCompaction;
import dev.perdure.engine.record.RecordCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Map;

/// Writes the rows of `hist`. Belongs to the writer.
///
/// Batches without events are joined with those right before them, less what is superseded: an
/// activity that reports for weeks would otherwise leave a row for each report.
final class HistoryRows {
  /// Up to this size a row is always rewritten; a larger one once what comes after it has grown to
  /// half its size, so that each byte is rewritten a few times only.
  private static final int REWRITE_BYTES = 16 << 10;

  /// About how large a row becomes at most, unless one event is larger.
  private static final int ROW_BYTES = 256 << 10;

  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement delete;
  private final PreparedStatement notes;

  HistoryRows(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement("INSERT INTO hist(run, first_event, batch) VALUES(?, ?, ?)");
    update = connection.prepareStatement("UPDATE hist SET batch = ? WHERE id = ?");
    delete = connection.prepareStatement("DELETE FROM hist WHERE id = ?");
    // Batches without events say which event will follow them: those with the same are neighbors.
    notes =
        connection.prepareStatement(
            "SELECT id, batch FROM hist WHERE run = ? AND first_event = ? ORDER BY id DESC");
  }

  /// Adds a batch that begins with this event: in several rows if it is large, so that a page of a
  /// history is read without the rest, and deleted bit by bit.
  void insert(long run, long firstEvent, byte[] batch) throws SQLException {
    if (batch.length <= 2 * ROW_BYTES) {
      insertRow(run, firstEvent, batch);
      return;
    }
    for (var part : split(firstEvent, batch).entrySet()) {
      insertRow(run, part.getKey(), part.getValue().toByteArray());
    }
  }

  private static Map<Long, ByteString> split(long firstEvent, byte[] batch) {
    var whole = UnsafeByteOperations.unsafeWrap(batch);
    try {
      return RecordCodec.split(whole, firstEvent, ROW_BYTES);
    } catch (InvalidProtocolBufferException e) {
      return Map.of(firstEvent, whole); // Who reads the run is told of the damage.
    }
  }

  private void insertRow(long run, long firstEvent, byte[] batch) throws SQLException {
    insert.setLong(1, run);
    insert.setLong(2, firstEvent);
    insert.setBytes(3, batch);
    insert.executeUpdate();
  }

  /// Adds a batch that has no events.
  ///
  /// @param runId the run's own id
  /// @param nextEvent the event that will follow it
  void insertNotes(long run, String runId, long nextEvent, byte[] batch) throws SQLException {
    var joined = UnsafeByteOperations.unsafeWrap(batch);
    var replaced = new ArrayList<Long>();
    notes.setLong(1, run);
    notes.setLong(2, nextEvent);
    try (var rows = notes.executeQuery()) {
      while (rows.next()) {
        var before = UnsafeByteOperations.unsafeWrap(rows.getBytes(2));
        if (before.size() > Math.max(REWRITE_BYTES, 2 * joined.size())) {
          break;
        }
        joined = before.concat(joined);
        replaced.add(rows.getLong(1));
      }
    }
    if (replaced.isEmpty()) {
      insert(run, nextEvent, batch);
      return;
    }
    update.setBytes(1, compact(runId, joined).toByteArray());
    update.setLong(2, replaced.removeLast());
    update.executeUpdate();
    for (long id : replaced) {
      delete.setLong(1, id);
      delete.executeUpdate();
    }
  }

  private static ByteString compact(String runId, ByteString batch) {
    try {
      return RecordCodec.encode(NoteCompaction.compact(RecordCodec.decode(runId, batch)));
    } catch (InvalidProtocolBufferException e) {
      return batch; // Who reads the run is told of the damage.
    }
  }
}
