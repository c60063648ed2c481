package dev.perdure.server.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills `run.attributes` and `run_attribute` in a file of a version that did not have them: the
/// latest runs first, a page in each transaction. What is left is in the file, so a server that is
/// stopped meanwhile goes on from there when it is started again.
final class AttributeFill {
  private static final Logger log = LoggerFactory.getLogger(AttributeFill.class);
  private static final int PAGE = 1_000;

  private final RegisteredAttributes registered;
  private final AttributeRows rows;
  private final PreparedStatement page;
  private final PreparedStatement update;
  private final PreparedStatement left;

  private record Filled(long run, String attributes) {}

  private AttributeFill(Connection connection) throws SQLException {
    registered = RegisteredAttributes.read(connection);
    rows = new AttributeRows(connection);
    page =
        connection.prepareStatement(
            "SELECT id, namespace, details FROM run WHERE id <= ? ORDER BY id DESC LIMIT " + PAGE);
    update = connection.prepareStatement("UPDATE run SET attributes = ? WHERE id = ?");
    left =
        connection.prepareStatement(
            "UPDATE meta SET value = ? WHERE key = '" + Meta.UNFILLED + "'");
  }

  /// Does nothing if there is nothing left to fill.
  static void run(Connection connection) throws SQLException {
    long last = Meta.number(connection, Meta.UNFILLED);
    if (last == 0) {
      return;
    }
    log.info(
        "This file is of an older version: its runs (no more than {}) are made findable by search"
            + " attributes. This is done once, and may be interrupted.",
        last);
    var fill = new AttributeFill(connection);
    try (var statement = connection.createStatement()) {
      while (last > 0) {
        statement.execute("BEGIN IMMEDIATE");
        last = fill.page(last);
        statement.execute("COMMIT");
        // Else the log would become as big as the file.
        statement.execute("PRAGMA wal_checkpoint");
      }
    }
    log.info("All runs can be found by search attributes.");
  }

  /// Fills a page.
  ///
  /// @param last the run that it begins with
  /// @return the last run that is left, 0 if none is
  private long page(long last) throws SQLException {
    var found = new ArrayList<Filled>();
    long next = read(last, found);
    for (var filled : found) {
      update.setString(1, filled.attributes);
      update.setLong(2, filled.run);
      update.executeUpdate();
      rows.add(filled.run);
    }
    left.setLong(1, next);
    left.executeUpdate();
    return next;
  }

  private long read(long last, List<Filled> found) throws SQLException {
    long next = 0;
    page.setLong(1, last);
    try (var runs = page.executeQuery()) {
      while (runs.next()) {
        long run = runs.getLong(1);
        next = run - 1;
        var attributes = attributes(runs.getInt(2), runs.getBytes(3));
        if (attributes != null) {
          found.add(new Filled(run, attributes));
        }
      }
    }
    return next;
  }

  private @Nullable String attributes(int namespace, byte[] details) {
    try {
      return AttributeColumn.of(
          WorkflowExecutionInfo.parseFrom(details).getSearchAttributes().getIndexedFieldsMap(),
          registered.of(namespace));
    } catch (InvalidProtocolBufferException e) {
      return null; // Who reads the run is told of the damage.
    }
  }
}
