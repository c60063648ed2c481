package dev.perdure.server.store;

/// Where runs are read from: their table by one of its indexes, or the rows of their attributes.
/// Both have the times by which lists are ordered.
///
/// @param from the SQL behind `FROM`
/// @param namespace its column with the namespace's number
/// @param close its column with the time at which the run closed
/// @param start its column with the time at which the run started
/// @param id its column with the run's number
record RunSource(String from, String namespace, String close, String start, String id) {
  static final RunSource ATTRIBUTES =
      new RunSource("run_attribute", "space", "closed", "started", "run");

  /// The rows of runs, by no index.
  static final RunSource RUNS = new RunSource("run", "namespace", "close_ns", "start_ns", "id");

  static RunSource index(String name) {
    return new RunSource("run INDEXED BY " + name, RUNS.namespace, RUNS.close, RUNS.start, RUNS.id);
  }

  boolean hasRuns() {
    return !equals(ATTRIBUTES);
  }

  /// The same with the rows of the runs, for conditions on other columns.
  String withRuns() {
    return hasRuns() ? from : from + " CROSS JOIN run ON run.id = run_attribute.run";
  }

  /// Holds for the runs of a phase that started, or else closed, within some times.
  Sql isIn(Phase phase, Times times) {
    var sql = new Sql();
    if (phase == Phase.OPEN) {
      sql.add(close + (hasRuns() ? " IS NULL AND " : " = " + AttributeRows.NEVER + " AND "));
    }
    var time = phase == Phase.OPEN ? start : close;
    return sql.add(time + " >= ")
        .bind(times.first())
        .add(" AND " + time + " <= ")
        .bind(times.last());
  }

  /// The order of lists.
  String order(Phase phase) {
    var byStart = start + " DESC, " + id + " DESC";
    return phase == Phase.OPEN ? byStart : close + " DESC, " + byStart;
  }

  /// Holds for what comes after a place in the list. SQLite reads an index up to one bound of a
  /// column: that is left to the [Times] of the place, which end there.
  Sql isBehind(ListPlace place) {
    var closeNanos = place.closeNanos();
    var sql = new Sql().add("(+");
    if (closeNanos != null) {
      sql.add(close + ", ");
    }
    sql.add(start + ", " + id + ") < (");
    if (closeNanos != null) {
      sql.bind(closeNanos).add(", ");
    }
    return sql.bind(place.startNanos()).add(", ").bind(place.id()).add(")");
  }
}
