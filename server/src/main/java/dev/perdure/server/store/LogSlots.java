package dev.perdure.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The rows of the log: slots that are overwritten again and again.
///
/// A slot is exactly as large as what SQLite keeps of a row in one page, and always of the same
/// size, so SQLite overwrites it in place: a commit writes as many pages as its batch fills and no
/// others. Rows that are inserted and deleted would also move the list of free pages, the pointer
/// map and the file's header (5.6 pages a commit instead of 2, and twice the CPU).
///
/// A slot begins with the position of its batch, the number of its part and the batch's size. One
/// that is not above the position up to which the tables have everything is free.
final class LogSlots {
  /// A row of one blob of this size fills a page of 4096 bytes.
  static final int SLOT_BYTES = 4056;

  private static final int HEADER_BYTES = 16;
  private static final int PART_BYTES = SLOT_BYTES - HEADER_BYTES;

  /// What a slot takes in the file.
  static final int PAGE_BYTES = 4096;

  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement delete;
  private final int slotsMax;
  private final byte[] slot = new byte[SLOT_BYTES];

  /// The last one freed is used next: the fewer pages are in use, the fewer a checkpoint copies.
  private final ArrayDeque<Integer> free = new ArrayDeque<>();

  /// The batches that are still needed, oldest first.
  private final ArrayDeque<Batch> live = new ArrayDeque<>();

  private final AtomicInteger used = new AtomicInteger();
  private int count;

  /// A batch in the log.
  private record Batch(long lsn, List<Integer> slots) {}

  /// A batch as it was found when the file was opened.
  record Found(long lsn, ByteBuffer batch) {}

  LogSlots(Connection connection, long bytesMax) throws SQLException {
    insert = connection.prepareStatement("INSERT INTO log(data, slot) VALUES(?, ?)");
    update = connection.prepareStatement("UPDATE log SET data = ? WHERE slot = ?");
    delete = connection.prepareStatement("DELETE FROM log WHERE slot = ?");
    slotsMax = (int) Math.max(1, bytesMax / PAGE_BYTES);
  }

  /// Reads what the log has after a position. To be called once, before anything else.
  ///
  /// @return the batches, oldest first
  /// @throws IOException if a part is missing, which cannot be
  List<Found> read(Connection connection, long afterLsn) throws SQLException, IOException {
    var parts = new TreeMap<Long, Map<Integer, Integer>>();
    var data = new HashMap<Integer, byte[]>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT slot, data FROM log")) {
      while (rows.next()) {
        int number = rows.getInt(1);
        var bytes = rows.getBytes(2);
        count = Math.max(count, number);
        var header = ByteBuffer.wrap(bytes);
        long lsn = header.getLong();
        if (lsn > afterLsn) {
          parts.computeIfAbsent(lsn, _ -> new HashMap<>()).put(header.getInt(), number);
          data.put(number, bytes);
        } else {
          free.push(number);
        }
      }
    }
    var found = new ArrayList<Found>();
    for (var batch : parts.entrySet()) {
      found.add(join(batch.getKey(), batch.getValue(), data));
    }
    return found;
  }

  private Found join(long lsn, Map<Integer, Integer> parts, Map<Integer, byte[]> data)
      throws IOException {
    var slots = new ArrayList<Integer>(parts.size());
    ByteBuffer batch = null;
    for (int part = 0; part < parts.size(); part++) {
      var number = parts.get(part);
      var bytes = number == null ? null : data.get(number);
      if (number == null || bytes == null) {
        throw new IOException("part " + part + " of batch " + lsn + " is missing");
      }
      slots.add(number);
      if (batch == null) {
        batch = ByteBuffer.allocate(ByteBuffer.wrap(bytes).getInt(HEADER_BYTES - Integer.BYTES));
      }
      batch.put(bytes, HEADER_BYTES, Math.min(PART_BYTES, batch.remaining()));
    }
    if (batch == null || batch.hasRemaining()) {
      throw new IOException("the last part of batch " + lsn + " is missing");
    }
    live.add(new Batch(lsn, slots));
    used.addAndGet(slots.size());
    return new Found(lsn, batch.flip());
  }

  /// Writes a batch; a large one takes as many slots as it needs.
  void write(long lsn, byte[] batch, int size) throws SQLException {
    int parts = slotsFor(size);
    var slots = new ArrayList<Integer>(parts);
    for (int part = 0; part < parts; part++) {
      int from = part * PART_BYTES;
      ByteBuffer.wrap(slot)
          .putLong(lsn)
          .putInt(part)
          .putInt(size)
          .put(batch, from, Math.min(PART_BYTES, size - from));
      slots.add(put());
    }
    live.add(new Batch(lsn, slots));
    used.addAndGet(slots.size());
  }

  private int put() throws SQLException {
    var freed = free.poll();
    var statement = freed == null ? insert : update;
    int number = freed == null ? ++count : freed;
    statement.setBytes(1, slot);
    statement.setInt(2, number);
    statement.executeUpdate();
    return number;
  }

  private static int slotsFor(int size) {
    return (size + PART_BYTES - 1) / PART_BYTES;
  }

  /// Whether a batch of this size fits without the log growing over its bound.
  boolean hasRoomFor(int size) {
    return used.get() + slotsFor(size) <= slotsMax;
  }

  /// Frees the slots up to a position.
  ///
  /// @return the position of the last batch that was freed, 0 if none was
  long trim(long lsn) throws SQLException {
    long trimmed = 0;
    for (var batch = live.peek(); batch != null && batch.lsn <= lsn; batch = live.peek()) {
      live.poll();
      used.addAndGet(-batch.slots.size());
      for (int number : batch.slots) {
        release(number);
      }
      trimmed = batch.lsn;
    }
    return trimmed;
  }

  private void release(int number) throws SQLException {
    if (number <= slotsMax) {
      free.push(number);
    } else {
      // One batch that was larger than the bound must not take its room for ever.
      delete.setInt(1, number);
      delete.executeUpdate();
    }
  }

  /// How many bytes a start would have to read.
  long bytes() {
    return (long) used.get() * PAGE_BYTES;
  }

  boolean isEmpty() {
    return live.isEmpty();
  }
}
