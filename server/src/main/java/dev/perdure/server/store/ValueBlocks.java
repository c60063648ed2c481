package dev.perdure.server.store;

import dev.perdure.server.search.Attribute;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
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
/// An index that has the values in their order is looked at once in blocks of some thousands
/// entries, and of each block is kept when the last run in it closed. Each block that is read for a
/// page then has a run that goes on it, so no more blocks are read than runs are wanted, whatever
/// values and times have to do with each other.
///
/// What is kept is of the runs that had closed by then: their values do not change, and those that
/// are deleted since do no harm. When many more have closed, it is made anew. Belongs to one
/// reader.
final class ValueBlocks {
  /// It is kept for so many attributes: about 100 bytes for each block.
  private static final int ATTRIBUTES_MAX = 16;

  private final Connection connection;
  private final Lists.Limits limits;
  private final InstantSource clock;
  private final SequencedMap<Key, Blocks> kept = new LinkedHashMap<>(ATTRIBUTES_MAX, 0.75f, true);

  private record Key(int namespace, Attribute attribute) {}

  /// Entries that follow one another.
  ///
  /// @param end the first value behind it, null if there is none
  /// @param isOneValue whether all have the first value
  /// @param lastClose when the last of its runs closed, the lowest number if none had
  private record Block(Object first, @Nullable Object end, boolean isOneValue, long lastClose) {}

  /// What is known of the values of an attribute.
  private static final class Blocks {
    final long until;
    final List<Block> all = new ArrayList<>();

    /// Where the next one begins, null when all are known: a read that took too long goes on here.
    @Nullable Object next;

    Blocks(long until, @Nullable Object first) {
      this.until = until;
      this.next = first;
    }
  }

  /// The runs that closed last.
  ///
  /// @param until among those that closed no later than this
  /// @param runs their numbers
  record Newest(long until, List<Long> runs) {}

  ValueBlocks(Connection connection, Lists.Limits limits, InstantSource clock) {
    this.connection = connection;
    this.limits = limits;
    this.clock = clock;
  }

  /// The runs that closed last among those of a range.
  Newest newest(int namespace, ValueRange range, int limit) throws SQLException {
    var blocks = blocks(namespace, range.attribute());
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

  private Blocks blocks(int namespace, Attribute attribute) throws SQLException {
    var key = new Key(namespace, attribute);
    var range = ValueRange.all(attribute);
    long settled = settled(namespace);
    var blocks = kept.get(key);
    if (blocks == null || (blocks.next == null && hasMany(namespace, blocks.until, settled))) {
      blocks = new Blocks(settled, first(namespace, range));
      kept.put(key, blocks);
      if (kept.size() > ATTRIBUTES_MAX) {
        kept.pollFirstEntry();
      }
    }
    while (blocks.next != null) {
      add(namespace, range, blocks, blocks.next);
    }
    return blocks;
  }

  /// Until when all runs that have closed are in the tables.
  private long settled(int namespace) throws SQLException {
    var newest =
        new Sql()
            .add("SELECT max(close_ns) FROM run INDEXED BY run_time WHERE namespace = ")
            .bind(namespace);
    // Where time was skipped, runs close in the clock's future.
    return Math.max(Summaries.nanos(clock.instant()), one(newest, row -> row.getLong(1)))
        - limits.settled().toNanos();
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
    var sql = new Sql().add("SELECT min(" + range.column() + ")").add(entries(namespace, range));
    return this.<@Nullable Object>one(sql, row -> row.getObject(1));
  }

  private void add(int namespace, ValueRange range, Blocks blocks, Object first)
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
            .bind(first)
            .add(" ORDER BY " + column + " LIMIT ")
            .bind(limits.block())
            .add(")");
    record Seen(int count, Object last, long lastClose) {}
    var seen = one(sql, row -> new Seen(row.getInt(1), row.getObject(2), close(row, 3)));
    if (seen.count < limits.block()) {
      blocks.all.add(new Block(first, null, false, seen.lastClose));
      blocks.next = null;
    } else if (ValueRange.compare(first, seen.last) < 0) {
      blocks.all.add(new Block(first, seen.last, false, seen.lastClose));
      blocks.next = seen.last;
    } else {
      addOneValue(namespace, range, blocks, first);
    }
  }

  private void addOneValue(int namespace, ValueRange range, Blocks blocks, Object value)
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
            .bind(blocks.until);
    var end = this.<@Nullable Object>one(behind, row -> row.getObject(1));
    blocks.all.add(new Block(value, end, true, one(last, row -> close(row, 1))));
    blocks.next = end;
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
