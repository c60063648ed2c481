package dev.perdure.server.store;

import com.google.protobuf.UnsafeByteOperations;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Condition;
import dev.perdure.server.store.RunScans.Scan;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
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

  /// So many runs are sorted rather than read in order and left out one by one.
  private static final int SORTED_MAX = 20_000;

  /// So many runs are read in order before more than [#SORTED_MAX] are sorted.
  private static final int LOOKED_AT = 2_000;

  private static final String COLUMNS =
      "id, run_id, workflow_id, status, close_ns, history_length, history_bytes,"
          + " transitions, details, start_ns";

  private static final WorkflowExecutionStatus OPEN =
      WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;

  private final Connection connection;
  private final ClosedBlocks blocks;

  /// @param bytes the size of the run's details
  private record Found(ListPlace place, RunSummary run, int bytes) {}

  Lists(Connection connection) throws SQLException {
    this.connection = connection;
    this.blocks = new ClosedBlocks(connection);
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
  Map<WorkflowExecutionStatus, Long> countByStatus(int number, @Nullable Condition where)
      throws SQLException {
    var counts = new EnumMap<WorkflowExecutionStatus, Long>(WorkflowExecutionStatus.class);
    long open = count(number, where, Phase.OPEN);
    if (open > 0) {
      counts.put(OPEN, open);
    }
    var left = PhaseCondition.of(where, Phase.CLOSED);
    if (left == null) {
      return counts;
    }
    var scans = RunScans.of(left, Phase.CLOSED);
    for (var scan : scans.choices().getFirst()) {
      // This index has the statuses, so no row is read.
      var source = scan.isWholeList() ? RunSource.index("run_status") : scan.source();
      var sql =
          new Sql()
              .add("SELECT count(*), status FROM " + source.withRuns())
              .add(where(number, scan, scans, Phase.CLOSED))
              .add(" GROUP BY status");
      try (var statement = sql.prepare(connection);
          var rows = statement.executeQuery()) {
        while (rows.next()) {
          counts.merge(Summaries.status(rows.getInt(2)), rows.getLong(1), Long::sum);
        }
      }
    }
    return counts;
  }

  /// How many runs there are.
  long count(int number, @Nullable Condition where) throws SQLException {
    return count(number, where, Phase.OPEN) + count(number, where, Phase.CLOSED);
  }

  private long count(int number, @Nullable Condition where, Phase phase) throws SQLException {
    var left = PhaseCondition.of(where, phase);
    if (left == null) {
      return 0;
    }
    long count = 0;
    var scans = RunScans.of(left, phase);
    for (var scan : scans.choices().getFirst()) {
      count += count(new Sql().add("SELECT 1").add(rows(number, scan, scans, phase)));
    }
    return count;
  }

  private long count(Sql rows) throws SQLException {
    var sql = new Sql().add("SELECT count(*) FROM (").add(rows).add(")");
    try (var statement = sql.prepare(connection);
        var row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /// From where the runs of a stretch come that are looked for.
  private static Sql rows(int number, Scan scan, RunScans scans, Phase phase) {
    var from = scan.isAll() ? scan.source().from() : scan.source().withRuns();
    return new Sql().add(" FROM " + from).add(where(number, scan, scans, phase));
  }

  private static Sql where(int number, Scan scan, RunScans scans, Phase phase) {
    var sql = stretch(number, scan, scans, phase);
    return scan.isAll() ? sql : sql.add(" AND (").add(RunFilter.of(scan.left())).add(")");
  }

  private static Sql stretch(int number, Scan scan, RunScans scans, Phase phase) {
    var source = scan.source();
    return new Sql()
        .add(" WHERE " + source.namespace() + " = ")
        .bind(number)
        .add(" AND " + source.isIn(phase) + " AND ")
        .add(scan.where())
        .add(scans.bounds(source));
  }

  /// The open or the closed runs of a page.
  private final class Half {
    private final String namespace;
    private final int number;
    private final Phase phase;
    private final @Nullable ListPlace after;
    private final RunScans scans;
    private final List<List<Scan>> choices;

    Half(String namespace, int number, Condition where, Phase phase, @Nullable ListPlace after) {
      this.namespace = namespace;
      this.number = number;
      this.phase = phase;
      this.after = after;
      this.scans = RunScans.of(where, phase);
      this.choices = scans.choices();
    }

    /// The first runs, in order; at least as many as go on a page.
    List<Found> read(int limit) throws SQLException, IOException {
      List<Scan> tooLong = List.of();
      for (var chosen : choices) {
        if (chosen.stream().allMatch(Scan::inOrder)) {
          return tooLong.isEmpty()
              ? readInOrder(chosen, limit)
              : lookOrSort(chosen, tooLong, limit);
        }
        if (!isTooLong(chosen)) {
          return read(chosen, limit);
        }
        if (tooLong.isEmpty() && chosen.stream().allMatch(Scan::isAll)) {
          tooLong = chosen;
        }
      }
      throw new IllegalStateException("The whole list is in order");
    }

    private boolean isTooLong(List<Scan> chosen) throws SQLException {
      for (var scan : chosen) {
        if (!scan.inOrder() && isTooLong(scan)) {
          return true;
        }
      }
      return false;
    }

    private boolean isTooLong(Scan scan) throws SQLException {
      return count(
              new Sql()
                  .add("SELECT 1 FROM " + scan.source().from())
                  .add(stretch(number, scan, scans, phase))
                  .add(" LIMIT ")
                  .bind(SORTED_MAX + 1))
          > SORTED_MAX;
    }

    private List<Found> readInOrder(List<Scan> chosen, int limit) throws SQLException, IOException {
      boolean passesOver =
          phase == Phase.CLOSED
              && scans.latestStart() < Long.MAX_VALUE
              && chosen.getFirst().isWholeList();
      return passesOver ? readBlocks(chosen.getFirst(), limit) : read(chosen, limit);
    }

    private List<Found> readBlocks(Scan whole, int limit) throws SQLException, IOException {
      var found = new ArrayList<Found>();
      for (var stretch : blocks.stretches(number, scans.latestStart())) {
        if (found.size() == limit) {
          break;
        }
        var part = whole.within(stretch);
        read(inOrder(part, limit - found.size()), limit - found.size(), found);
      }
      return found;
    }

    private List<Found> read(List<Scan> chosen, int limit) throws SQLException, IOException {
      var found = new ArrayList<Found>();
      for (var scan : chosen) {
        boolean direct = scan.inOrder() && scan.source().hasRuns();
        read(direct ? inOrder(scan, limit) : sorted(scan, limit), limit, found);
      }
      if (chosen.size() > 1) {
        found.sort(Comparator.comparing(Found::place));
      }
      return found;
    }

    /// Among many runs the first ones that are looked for are most likely soon found in the list's
    /// own order; where they are not, sorting the many takes less time than going on.
    private List<Found> lookOrSort(List<Scan> inOrder, List<Scan> tooLong, int limit)
        throws SQLException, IOException {
      var found = new ArrayList<Found>();
      if (inOrder.size() == 1) {
        read(beginning(inOrder.getFirst()), limit, found);
      }
      return found.size() == limit ? found : read(tooLong, limit);
    }

    private Sql inOrder(Scan scan, int limit) {
      return new Sql()
          .add("SELECT " + COLUMNS)
          .add(rows(number, scan, scans, phase))
          .add(first(scan.source(), limit));
    }

    /// Only the numbers of the runs are sorted; then their rows are read.
    private Sql sorted(Scan scan, int limit) {
      var numbers =
          new Sql()
              .add("SELECT " + scan.source().id() + " AS place")
              .add(rows(number, scan, scans, phase))
              .add(first(scan.source(), limit));
      return runs(numbers).add(" ORDER BY " + RunSource.RUNS.order(phase));
    }

    /// Those among the first [#LOOKED_AT] runs of a stretch.
    private Sql beginning(Scan scan) {
      var numbers =
          new Sql()
              .add("SELECT " + scan.source().id() + " AS place FROM " + scan.source().from())
              .add(stretch(number, scan, scans, phase))
              .add(first(scan.source(), LOOKED_AT));
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

    private void read(Sql sql, int limit, List<Found> found) throws SQLException, IOException {
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
