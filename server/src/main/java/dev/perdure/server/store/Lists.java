package dev.perdure.server.store;

import com.google.protobuf.UnsafeByteOperations;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Condition;
import dev.perdure.server.store.RunScans.Choice;
import dev.perdure.server.store.RunScans.Scan;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lists and counts runs. Belongs to one reader thread, with its connection.
final class Lists {
  /// A page has at most this many bytes of details, and at least one run: it must fit in a gRPC
  /// message.
  private static final int PAGE_BYTES = 3 << 20;

  private static final String COLUMNS =
      "id, run_id, workflow_id, status, close_ns, history_length, history_bytes,"
          + " transitions, details, start_ns";

  private static final WorkflowExecutionStatus OPEN =
      WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;

  private final Connection connection;
  private final Limits limits;
  private final ClosedBlocks blocks;
  private final ValueBlocks values;

  /// How the index to be read is chosen.
  ///
  /// @param few up to so many entries are counted to find the index with the fewest; so many are
  ///   sorted rather than read in order and left out one by one
  /// @param lookedAt so many runs are read in order before more than a few are sorted
  /// @param block so many entries of an index are in a block of [ValueBlocks]
  /// @param settled how long a run that has closed may take to come to the tables, and much more
  record Limits(int few, int lookedAt, int block, Duration settled) {
    static final Limits DEFAULT = new Limits(20_000, 2_000, 2_048, Duration.ofSeconds(10));
  }

  /// @param bytes the size of the run's details
  private record Found(ListPlace place, RunSummary run, int bytes) {}

  Lists(Connection connection, Limits limits) throws SQLException {
    this.connection = connection;
    this.limits = limits;
    this.blocks = new ClosedBlocks(connection);
    this.values = new ValueBlocks(connection, limits);
  }

  /// @param number the namespace's number
  /// @param where null for all runs
  /// @param after the place that the page before ended with, null for the first page
  ListPage page(
      String namespace, int number, @Nullable Condition where, int limit, @Nullable ListPlace after)
      throws SQLException, IOException {
    var runs = new ArrayList<RunSummary>();
    long bytes = 0;
    for (var phase : Phase.values()) {
      if (phase == Phase.OPEN && after != null && after.closeNanos() != null) {
        continue;
      }
      // The first page of closed runs comes after the last of the open ones.
      boolean goesOn = after != null && (phase == Phase.CLOSED) == (after.closeNanos() != null);
      var left = PhaseCondition.of(where, phase);
      if (left == null) {
        continue;
      }
      var half = new Half(namespace, number, left, phase, goesOn ? after : null);
      for (var found : half.read(limit - runs.size())) {
        runs.add(found.run);
        bytes += found.bytes;
        if (runs.size() == limit || bytes >= PAGE_BYTES) {
          return new ListPage(runs, found.place);
        }
      }
    }
    return new ListPage(runs, null);
  }

  /// How many runs there are of each status.
  Map<WorkflowExecutionStatus, Long> countByStatus(
      String namespace, int number, @Nullable Condition where) throws SQLException {
    var counts = new EnumMap<WorkflowExecutionStatus, Long>(WorkflowExecutionStatus.class);
    for (var phase : Phase.values()) {
      var left = PhaseCondition.of(where, phase);
      if (left != null) {
        new Half(namespace, number, left, phase, null).countByStatus(counts);
      }
    }
    return counts;
  }

  /// How many runs there are.
  long count(String namespace, int number, @Nullable Condition where) throws SQLException {
    long count = 0;
    for (var phase : Phase.values()) {
      var left = PhaseCondition.of(where, phase);
      if (left != null) {
        count += new Half(namespace, number, left, phase, null).count();
      }
    }
    return count;
  }

  private long count(Sql rows) throws SQLException {
    var sql = new Sql().add("SELECT count(*) FROM (SELECT 1").add(rows).add(")");
    try (var statement = sql.prepare(connection);
        var row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /// The open or the closed runs.
  private final class Half {
    private final String namespace;
    private final int number;
    private final Phase phase;
    private final @Nullable ListPlace after;
    private final RunScans scans;
    private final List<Choice> choices;
    private final Times times;

    /// @param after the place in it that the page before ended with, null for its beginning
    Half(String namespace, int number, Condition where, Phase phase, @Nullable ListPlace after) {
      this.namespace = namespace;
      this.number = number;
      this.phase = phase;
      this.after = after;
      this.scans = RunScans.of(where, phase);
      this.choices = scans.choices();
      this.times = after == null ? scans.times() : scans.times().until(after.time());
    }

    /// The choice for which the fewest entries of an index are read.
    ///
    /// @return null if those are many for each of them
    private @Nullable Choice fewest() throws SQLException {
      var first = choices.getFirst();
      if (choices.size() == 1 || (first.isInOrder() && first.isAll())) {
        return first;
      }
      Choice fewest = null;
      long least = limits.few + 1L;
      for (var choice : choices) {
        long entries = entries(choice, least);
        if (entries < least) {
          fewest = choice;
          least = entries;
        }
      }
      return fewest;
    }

    /// How many entries of an index are read for a choice, counted up to a limit. In an index,
    /// times come behind a range, so they leave none of it unread.
    private long entries(Choice choice, long limit) throws SQLException {
      long entries = 0;
      for (var scan : choice.scans()) {
        var read = scan.inOrder() ? stretch(scan, times) : anyTime(scan);
        entries +=
            Lists.this.count(
                new Sql()
                    .add(" FROM " + scan.source().from())
                    .add(read)
                    .add(" LIMIT ")
                    .bind(limit - entries));
      }
      return entries;
    }

    private Choice toCount() throws SQLException {
      var fewest = fewest();
      return fewest == null ? choices.getFirst() : fewest;
    }

    long count() throws SQLException {
      long count = 0;
      for (var scan : toCount().scans()) {
        count += Lists.this.count(rows(scan, times));
      }
      return count;
    }

    void countByStatus(Map<WorkflowExecutionStatus, Long> counts) throws SQLException {
      if (phase == Phase.OPEN) {
        long open = count();
        if (open > 0) {
          counts.put(OPEN, open);
        }
        return;
      }
      for (var scan : toCount().scans()) {
        // This index has the statuses, so no row is read.
        var source = scan.isWholeList() ? RunSource.index("run_status") : scan.source();
        var sql =
            new Sql()
                .add("SELECT count(*), status FROM " + source.withRuns())
                .add(where(scan, times))
                .add(" GROUP BY status");
        try (var statement = sql.prepare(connection);
            var rows = statement.executeQuery()) {
          while (rows.next()) {
            counts.merge(Summaries.status(rows.getInt(2)), rows.getLong(1), Long::sum);
          }
        }
      }
    }

    /// From where the runs of a stretch come that are looked for.
    private Sql rows(Scan scan, Times times) {
      var from = scan.isAll() ? scan.source().from() : scan.source().withRuns();
      return new Sql().add(" FROM " + from).add(where(scan, times));
    }

    private Sql where(Scan scan, Times times) {
      var sql = stretch(scan, times);
      return scan.isAll() ? sql : sql.add(" AND (").add(RunFilter.of(scan.left())).add(")");
    }

    private Sql stretch(Scan scan, Times times) {
      return anyTime(scan).add(" AND ").add(scan.source().isIn(phase, times));
    }

    private Sql anyTime(Scan scan) {
      return new Sql()
          .add(" WHERE " + scan.source().namespace() + " = ")
          .bind(number)
          .add(" AND ")
          .add(scan.where());
    }

    /// The first runs, in order; at least as many as go on a page.
    List<Found> read(int limit) throws SQLException, IOException {
      var fewest = fewest();
      if (fewest != null) {
        return read(fewest, limit);
      }
      var inOrder = choices.stream().filter(Choice::isInOrder).findFirst().orElseThrow();
      var sortable =
          choices.stream().filter(choice -> !choice.isInOrder() && choice.isAll()).findFirst();
      return sortable.isPresent()
          ? lookOrSort(inOrder, sortable.get(), limit)
          : read(inOrder, limit);
    }

    private List<Found> read(Choice choice, int limit) throws SQLException, IOException {
      var found = new ArrayList<Found>();
      boolean passesOver = phase == Phase.CLOSED && scans.latestStart() < Long.MAX_VALUE;
      for (var scan : choice.scans()) {
        if (passesOver && scan.isWholeList()) {
          readBlocks(scan, limit, found);
        } else if (scan.inOrder() && scan.source().hasRuns()) {
          var _ = read(inOrder(scan, times, limit), limit, found);
        } else {
          var _ = read(sorted(scan, limit), limit, found);
        }
      }
      if (choice.scans().size() > 1) {
        found.sort(Comparator.comparing(Found::place));
      }
      return found;
    }

    private void readBlocks(Scan whole, int limit, List<Found> found)
        throws SQLException, IOException {
      long bytes = 0;
      for (var stretch : blocks.stretches(number, scans.latestStart())) {
        int missing = limit - found.size();
        if (missing == 0 || bytes >= PAGE_BYTES) {
          return;
        }
        var within = times.since(stretch.first()).until(stretch.last());
        bytes += read(inOrder(whole, within, missing), missing, found);
      }
    }

    /// Among many runs the first ones that are looked for are most likely soon found in the list's
    /// own order; where they are not, looking among all of them takes less time than going on.
    private List<Found> lookOrSort(Choice inOrder, Choice sortable, int limit)
        throws SQLException, IOException {
      var found = new ArrayList<Found>();
      if (inOrder.scans().size() == 1) {
        var _ = read(beginning(inOrder.scans().getFirst()), limit, found);
      }
      if (found.size() == limit) {
        return found;
      }
      boolean isFirstPage = phase == Phase.CLOSED && after == null;
      return isFirstPage && sortable.range() != null
          ? readNewest(inOrder.scans().getFirst(), sortable.range(), limit)
          : read(sortable, limit);
    }

    /// Those that have just closed are in no block yet.
    private List<Found> readNewest(Scan whole, ValueRange range, int limit)
        throws SQLException, IOException {
      var newest = values.newest(number, range, limit);
      var found = new ArrayList<Found>();
      var _ = read(inOrder(whole, times.since(newest.until() + 1), limit), limit, found);
      var older = new Sql().add("SELECT id AS place FROM run WHERE id IN (");
      older.bindAll(newest.runs()).add(")");
      var _ = read(inListOrder(older), limit - found.size(), found);
      return found;
    }

    private Sql inOrder(Scan scan, Times times, int limit) {
      return new Sql()
          .add("SELECT " + COLUMNS)
          .add(rows(scan, times))
          .add(first(scan.source(), limit));
    }

    /// Only the numbers of the runs are sorted; then their rows are read.
    private Sql sorted(Scan scan, int limit) {
      var numbers =
          new Sql()
              .add("SELECT " + scan.source().id() + " AS place")
              .add(rows(scan, times))
              .add(first(scan.source(), limit));
      return inListOrder(numbers);
    }

    private Sql inListOrder(Sql numbers) {
      return runs(numbers).add(" ORDER BY " + RunSource.RUNS.order(phase));
    }

    /// Those among the first runs of a stretch.
    private Sql beginning(Scan scan) {
      var numbers =
          new Sql()
              .add("SELECT " + scan.source().id() + " AS place FROM " + scan.source().from())
              .add(stretch(scan, times))
              .add(first(scan.source(), limits.lookedAt));
      return runs(numbers).add(" WHERE ").add(RunFilter.of(scan.left()));
    }

    private static Sql runs(Sql numbers) {
      return new Sql()
          .add("SELECT " + COLUMNS + " FROM (")
          .add(numbers)
          .add(") CROSS JOIN run ON run.id = place");
    }

    /// The first ones behind the page before.
    private Sql first(RunSource source, int limit) {
      var sql = new Sql();
      if (after != null) {
        sql.add(" AND ").add(source.isBehind(after));
      }
      return sql.add(" ORDER BY " + source.order(phase) + " LIMIT ").bind(limit);
    }

    /// @return how many bytes of details were read
    private long read(Sql sql, int limit, List<Found> found) throws SQLException, IOException {
      long bytes = 0;
      int first = found.size();
      try (var statement = sql.prepare(connection);
          var rows = statement.executeQuery()) {
        while (bytes < PAGE_BYTES && found.size() - first < limit && rows.next()) {
          var run = found(rows);
          found.add(run);
          bytes += run.bytes;
        }
      }
      return bytes;
    }

    private Found found(ResultSet row) throws SQLException, IOException {
      long close = row.getLong(5);
      boolean closed = !row.wasNull();
      var counters =
          new Summaries.Counters(
              Summaries.status(row.getInt(4)),
              closed ? Summaries.instant(close) : null,
              row.getLong(6),
              row.getLong(7),
              row.getLong(8));
      var details = row.getBytes(9);
      return new Found(
          new ListPlace(closed ? (Long) close : null, row.getLong(10), row.getLong(1)),
          Summaries.summary(
              namespace,
              row.getString(3),
              row.getString(2),
              UnsafeByteOperations.unsafeWrap(details),
              counters),
          details.length);
    }
  }
}
