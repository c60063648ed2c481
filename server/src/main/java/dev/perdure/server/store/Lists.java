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

  private static final String COLUMNS =
      "SELECT id, run_id, workflow_id, status, close_ns, history_length, history_bytes,"
          + " transitions, details, start_ns";

  private static final WorkflowExecutionStatus OPEN =
      WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;

  private final Connection connection;

  /// @param bytes the size of the run's details
  private record Found(ListPlace place, RunSummary run, int bytes) {}

  Lists(Connection connection) {
    this.connection = connection;
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
    for (var scan : scans.scans()) {
      var sql =
          new Sql()
              .add("SELECT count(*), status FROM run INDEXED BY ")
              // This index has the statuses, so no row is read.
              .add(scan.isAll() ? "run_status" : scan.index())
              .add(where(number, scan, scans, left, Phase.CLOSED))
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
    for (var scan : scans.scans()) {
      var sql =
          new Sql()
              .add("SELECT count(*) FROM run INDEXED BY " + scan.index())
              .add(where(number, scan, scans, left, phase));
      try (var statement = sql.prepare(connection);
          var row = statement.executeQuery()) {
        count += row.next() ? row.getLong(1) : 0;
      }
    }
    return count;
  }

  private static Sql where(int number, Scan scan, RunScans scans, Condition where, Phase phase) {
    var sql =
        new Sql()
            .add(" WHERE namespace = ")
            .bind(number)
            .add(" AND " + phase.condition() + " AND ")
            .add(scan.where())
            .add(scans.bounds());
    return where.equals(PhaseCondition.TRUE)
        ? sql
        : sql.add(" AND (").add(RunFilter.of(where)).add(")");
  }

  /// The open or the closed runs of a page.
  private final class Half {
    private final String namespace;
    private final int number;
    private final Condition where;
    private final Phase phase;
    private final @Nullable ListPlace after;
    private final RunScans scans;

    Half(String namespace, int number, Condition where, Phase phase, @Nullable ListPlace after) {
      this.namespace = namespace;
      this.number = number;
      this.where = where;
      this.phase = phase;
      this.after = after;
      this.scans = RunScans.of(where, phase);
    }

    /// The first runs, in order; at least as many as go on a page.
    List<Found> read(int limit) throws SQLException, IOException {
      var chosen = scans.scans();
      if (isTooLong(chosen)) {
        chosen = RunScans.all();
      }
      var found = new ArrayList<Found>();
      for (var scan : chosen) {
        read(scan, limit, found);
      }
      if (chosen.size() > 1) {
        found.sort(Comparator.comparing(Found::place));
      }
      return found;
    }

    private boolean isTooLong(List<Scan> chosen) throws SQLException {
      for (var scan : chosen) {
        if (scan.manyPossible() && isTooLong(scan)) {
          return true;
        }
      }
      return false;
    }

    private boolean isTooLong(Scan scan) throws SQLException {
      var sql =
          new Sql()
              .add("SELECT count(*) FROM (SELECT 1 FROM run INDEXED BY " + scan.index())
              .add(" WHERE namespace = ")
              .bind(number)
              .add(" AND ")
              .add(scan.where())
              .add(" LIMIT ")
              .bind(RunScans.SORTED_MAX + 1)
              .add(")");
      try (var statement = sql.prepare(connection);
          var row = statement.executeQuery()) {
        return row.next() && row.getLong(1) > RunScans.SORTED_MAX;
      }
    }

    private void read(Scan scan, int limit, List<Found> found) throws SQLException, IOException {
      var sql =
          new Sql()
              .add(COLUMNS)
              .add(" FROM run INDEXED BY " + scan.index())
              .add(Lists.where(number, scan, scans, where, phase))
              .add(behind())
              .add(" ORDER BY " + phase.order() + " LIMIT ")
              .bind(limit);
      long bytes = 0;
      try (var statement = sql.prepare(connection);
          var rows = statement.executeQuery()) {
        while (bytes < PAGE_BYTES && rows.next()) {
          var run = found(rows);
          found.add(run);
          bytes += run.bytes;
        }
      }
    }

    private Sql behind() {
      var sql = new Sql();
      if (after == null) {
        return sql;
      }
      var close = after.closeNanos();
      if (close == null) {
        return sql.add(" AND (start_ns, id) < (")
            .bindAll(List.of(after.startNanos(), after.id()))
            .add(")");
      }
      return sql.add(" AND (close_ns, start_ns, id) < (")
          .bindAll(List.of(close, after.startNanos(), after.id()))
          .add(")");
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
