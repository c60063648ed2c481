package dev.perdure.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When the closed runs started, in blocks of some thousands that closed one after the other: a
/// list of runs that started before some time passes over blocks without any, since no index has
/// both times in an order that would find them.
///
/// A block is looked at once, and kept in memory (32 bytes). Runs that are deleted since do no
/// harm, and none is added to a block: those that have just closed are in none. Belongs to one
/// reader.
final class ClosedBlocks {
  private static final int BLOCK = 4_096;

  /// How long a run that has closed may take to come to the tables, and much more.
  private static final long SETTLED_NANOS = Duration.ofSeconds(10).toNanos();

  private final PreparedStatement block;
  private final PreparedStatement newest;
  private final PreparedStatement earliest;
  private final Map<Integer, List<Block>> byNamespace = new HashMap<>();

  /// The runs that closed after the block before and no later than this.
  private record Block(long lastClose, long firstStart) {}

  ClosedBlocks(Connection connection) throws SQLException {
    block =
        connection.prepareStatement(
            "SELECT close_ns FROM run INDEXED BY run_time WHERE namespace = ? AND close_ns > ?"
                + " ORDER BY close_ns LIMIT 1 OFFSET "
                + (BLOCK - 1));
    newest =
        connection.prepareStatement(
            "SELECT max(close_ns) FROM run INDEXED BY run_time WHERE namespace = ?");
    earliest =
        connection.prepareStatement(
            "SELECT min(start_ns) FROM run INDEXED BY run_time WHERE namespace = ?"
                + " AND close_ns > ? AND close_ns <= ?");
  }

  /// Where runs can be that started at this time or before, the latest first.
  List<Times> stretches(int namespace, long latestStart) throws SQLException {
    var blocks = byNamespace.computeIfAbsent(namespace, _ -> new ArrayList<>());
    long end = lookOn(namespace, blocks);
    var stretches = new ArrayList<Times>();
    long until = Long.MAX_VALUE;
    for (int i = blocks.size() - 1; i >= 0; i--) {
      if (blocks.get(i).firstStart > latestStart) {
        if (until > end) {
          stretches.add(new Times(end + 1, until));
        }
        until = i == 0 ? Long.MIN_VALUE : blocks.get(i - 1).lastClose;
      }
      end = i == 0 ? Long.MIN_VALUE : blocks.get(i - 1).lastClose;
    }
    if (until > end) {
      stretches.add(new Times(end + 1, until));
    }
    return stretches;
  }

  /// Looks at what has come since.
  ///
  /// @return the end of the last block
  private long lookOn(int namespace, List<Block> blocks) throws SQLException {
    long end = blocks.isEmpty() ? Long.MIN_VALUE : blocks.getLast().lastClose;
    newest.setInt(1, namespace);
    long settled = number(newest) - SETTLED_NANOS;
    while (true) {
      block.setInt(1, namespace);
      block.setLong(2, end);
      long next = number(block);
      if (next == Long.MIN_VALUE || next > settled) {
        return end;
      }
      earliest.setInt(1, namespace);
      earliest.setLong(2, end);
      earliest.setLong(3, next);
      blocks.add(new Block(next, number(earliest)));
      end = next;
    }
  }

  /// The lowest number if there is none.
  private static long number(PreparedStatement statement) throws SQLException {
    try (var row = statement.executeQuery()) {
      if (!row.next()) {
        return Long.MIN_VALUE;
      }
      long number = row.getLong(1);
      return row.wasNull() ? Long.MIN_VALUE : number;
    }
  }
}
