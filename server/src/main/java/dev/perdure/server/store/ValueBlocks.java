package dev.perdure.server.store;

import dev.perdure.server.search.Attribute;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the runs that closed last among those of a range of values, however many have one of them.
///
/// An index that has the values in their order is looked at in blocks of some thousands entries, as
/// far as a range goes, and of each block is kept when the last run in it closed. Each block that
/// is read for a page then has a run that goes on it, so no more blocks are read than runs are
/// wanted, whatever values and times have to do with each other.
///
/// What is kept is of the runs that had closed by then: their values do not change, and those that
/// are deleted since do no harm. When many more have closed, it is made anew. Belongs to one
/// reader.
final class ValueBlocks {
  /// It is kept for so many attributes: about 100 bytes for each block.
  private static final int ATTRIBUTES_MAX = 16;

  private final Connection connection;
  private final Lists.Limits limits;

  /// When the last run closed that was in the file at the start. Time never goes back, so none that
  /// closed until then is still to come.
  private final long lastBefore;

  private final SequencedMap<Key, Blocks> kept = new LinkedHashMap<>(ATTRIBUTES_MAX, 0.75f, true);

  private record Key(int namespace, Attribute attribute) {}

  /// Entries that follow one another.
  ///
  /// @param end the first value behind it, null if there is none
  /// @param isOneValue whether all have the first value
  /// @param lastClose when the last of its runs closed, the lowest number if none had
  private record Block(Object first, @Nullable Object end, boolean isOneValue, long lastClose) {}

  /// What is known of the values of an attribute: of those from one value on to another.
  private static final class Blocks {
    final long until;
    final List<Block> all = new ArrayList<>();
    Object first;

    /// The first value behind them, null if there is none.
    @Nullable Object end;

    Blocks(long until, Object first) {
      this.until = until;
      this.first = first;
      this.end = first;
    }

    /// Whether there may be other values between these and those of a range: those are not looked
    /// at for it.
    boolean areApartFrom(Object lowest, @Nullable Object highest) {
      return (end != null && ValueRange.compare(end, lowest) < 0)
          || (highest != null && ValueRange.compare(highest, first) < 0);
    }

    void add(Block block) {
      all.add(block);
      end = block.end;
    }
  }

  /// The runs that closed last.
  ///
  /// @param until among those that closed no later than this
  /// @param runs their numbers
  record Newest(long until, List<Long> runs) {}

  ValueBlocks(Connection connection, Lists.Limits limits) throws SQLException {
    this.connection = connection;
    this.limits = limits;
    var last =
        new Sql()
            .add("SELECT max((SELECT max(close_ns) FROM run INDEXED BY run_time")
            .add(" WHERE run.namespace = namespace.id)) FROM namespace");
    this.lastBefore = one(last, row -> close(row, 1));
  }

  /// The runs that closed last among those of a range.
  Newest newest(int namespace, ValueRange range, int limit) throws SQLException {
    var blocks = blocks(namespace, range);
    if (blocks == null) {
      return new Newest(Long.MIN_VALUE, List.of());
    }
    var newestFirst =
        blocks.all.stream()
            .filter(block -> range.reaches(block.first, block.end))
            .sorted(Comparator.comparingLong(Block::lastClose).reversed())
            .toList();
    var newest = new TreeSet<ListPlace>();
    for (var block : newestFirst) {
      if (block.lastClose == Long.MIN_VALUE
          || (newest.size() == limit && block.lastClose < newest.last().time())) {
        break;
      }
      read(namespace, range, block, blocks.until, limit, newest);
    }
    return new Newest(blocks.until, newest.stream().map(ListPlace::id).toList());
  }

  private void read(
      int namespace,
      ValueRange range,
      Block block,
      long until,
      int limit,
      SortedSet<ListPlace> newest)
      throws SQLException {
    var source = range.source();
    var column = range.column();
    var sql =
        new Sql()
            .add("SELECT %s, %s, %s".formatted(source.close(), source.start(), source.id()))
            .add(entries(namespace, range))
            .add(" AND " + column + (block.isOneValue ? " = " : " >= "))
            .bind(block.first);
    if (!block.isOneValue && block.end != null) {
      sql.add(" AND " + column + " < ").bind(block.end);
    }
    sql.add(range.withoutIndex())
        .add(" AND " + source.close() + " <= ")
        .bind(until)
        .add(" ORDER BY " + source.order(Phase.CLOSED) + " LIMIT ")
        .bind(limit);
    try (var statement = sql.prepare(connection);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        newest.add(new ListPlace(rows.getLong(1), rows.getLong(2), rows.getLong(3)));
        if (newest.size() > limit) {
          newest.removeLast();
        }
      }
    }
  }

  /// What is known, and has all of a range.
  ///
  /// @return null if nothing has a value of it
  private @Nullable Blocks blocks(int namespace, ValueRange range) throws SQLException {
    var first = first(namespace, range);
    if (first == null) {
      return null;
    }
    var key = new Key(namespace, range.attribute());
    long settled = settled(namespace);
    var blocks = kept.get(key);
    if (blocks == null
        || blocks.areApartFrom(first, range.highest())
        || hasMany(namespace, blocks.until, settled)) {
      blocks = new Blocks(settled, first);
      kept.put(key, blocks);
      if (kept.size() > ATTRIBUTES_MAX) {
        kept.pollFirstEntry();
      }
    }
    if (ValueRange.compare(first, blocks.first) < 0) {
      var before = new Blocks(blocks.until, first);
      while (before.end != null && ValueRange.compare(before.end, blocks.first) < 0) {
        add(namespace, range, before, before.end, blocks.first);
      }
      blocks.all.addAll(before.all);
      blocks.first = first;
    }
    var highest = range.highest();
    while (blocks.end != null
        && (highest == null || ValueRange.compare(blocks.end, highest) <= 0)) {
      add(namespace, range, blocks, blocks.end, null);
    }
    return blocks;
  }

  /// Until when all runs that have closed are in the tables.
  private long settled(int namespace) throws SQLException {
    var newest =
        new Sql()
            .add("SELECT max(close_ns) FROM run INDEXED BY run_time WHERE namespace = ")
            .bind(namespace);
    return Math.max(lastBefore, one(newest, row -> row.getLong(1)) - limits.settled().toNanos());
  }

  private boolean hasMany(int namespace, long after, long until) throws SQLException {
    var some =
        new Sql()
            .add("SELECT count(*) FROM (SELECT 1 FROM run INDEXED BY run_time WHERE namespace = ")
            .bind(namespace)
            .add(" AND close_ns > ")
            .bind(after)
            .add(" AND close_ns <= ")
            .bind(until)
            .add(" LIMIT ")
            .bind(limits.few() + 1)
            .add(")");
    return one(some, row -> row.getInt(1)) > limits.few();
  }

  private @Nullable Object first(int namespace, ValueRange range) throws SQLException {
    var column = range.column();
    var sql = new Sql().add("SELECT min(" + column + ")").add(entries(namespace, range));
    var lowest = range.lowest();
    if (lowest != null) {
      sql.add(" AND " + column + " >= ").bind(lowest);
    }
    return this.<@Nullable Object>one(sql, row -> row.getObject(1));
  }

  /// Adds the block that begins with a value.
  ///
  /// @param stop it ends before this value; null if it may go on to the last
  private void add(
      int namespace, ValueRange range, Blocks blocks, Object first, @Nullable Object stop)
      throws SQLException {
    var column = range.column();
    var close = range.source().close();
    var sql =
        new Sql()
            .add("SELECT count(*), max(each), max(iif(closes <= ")
            .bind(blocks.until)
            .add(", closes, NULL)) FROM (SELECT %s AS each, %s AS closes".formatted(column, close))
            .add(entries(namespace, range))
            .add(" AND " + column + " >= ")
            .bind(first);
    if (stop != null) {
      sql.add(" AND " + column + " < ").bind(stop);
    }
    sql.add(" ORDER BY " + column + " LIMIT ").bind(limits.block()).add(")");
    record Seen(int count, Object last, long lastClose) {}
    var seen = one(sql, row -> new Seen(row.getInt(1), row.getObject(2), close(row, 3)));
    if (seen.count < limits.block()) {
      blocks.add(new Block(first, stop, false, seen.lastClose));
    } else if (ValueRange.compare(first, seen.last) < 0) {
      blocks.add(new Block(first, seen.last, false, seen.lastClose));
    } else {
      blocks.add(ofOneValue(namespace, range, blocks.until, first));
    }
  }

  private Block ofOneValue(int namespace, ValueRange range, long until, Object value)
      throws SQLException {
    var column = range.column();
    var close = range.source().close();
    var behind =
        new Sql()
            .add("SELECT min(" + column + ")")
            .add(entries(namespace, range))
            .add(" AND " + column + " > ")
            .bind(value);
    var last =
        new Sql()
            .add("SELECT max(" + close + ")")
            .add(entries(namespace, range))
            .add(" AND " + column + " = ")
            .bind(value)
            .add(" AND " + close + " <= ")
            .bind(until);
    var end = this.<@Nullable Object>one(behind, row -> row.getObject(1));
    return new Block(value, end, true, one(last, row -> close(row, 1)));
  }

  private static Sql entries(int namespace, ValueRange range) {
    var source = range.source();
    return new Sql()
        .add(" FROM " + source.from() + " WHERE " + source.namespace() + " = ")
        .bind(namespace)
        .add(" AND ")
        .add(range.ofAttribute());
  }

  private static long close(ResultSet row, int column) throws SQLException {
    long close = row.getLong(column);
    return row.wasNull() ? Long.MIN_VALUE : close;
  }

  /// What a row has.
  @FunctionalInterface
  private interface OfRow<T extends @Nullable Object> {
    T read(ResultSet row) throws SQLException;
  }

  private <T extends @Nullable Object> T one(Sql sql, OfRow<T> read) throws SQLException {
    try (var statement = sql.prepare(connection);
        var row = statement.executeQuery()) {
      row.next();
      return read.read(row);
    }
  }
}
