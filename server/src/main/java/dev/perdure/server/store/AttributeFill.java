package dev.perdure.server.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fills `run.attributes` and `run_attribute` in a file of a version that did not have them.
final class AttributeFill {
  private static final int PAGE = 1_000;

  private final RegisteredAttributes registered = new RegisteredAttributes();
  private final AttributeRows rows;

  private record Filled(long run, String attributes) {}

  private AttributeFill(Connection connection) throws SQLException {
    rows = new AttributeRows(connection);
  }

  static void run(Connection connection) throws SQLException {
    var fill = new AttributeFill(connection);
    fill.registered.load(connection);
    try (var page =
            connection.prepareStatement(
                "SELECT id, namespace, details FROM run WHERE id > ? ORDER BY id LIMIT " + PAGE);
        var update = connection.prepareStatement("UPDATE run SET attributes = ? WHERE id = ?")) {
      long last = 0;
      for (long before = -1; before != last; ) {
        before = last;
        var found = new ArrayList<Filled>();
        last = fill.read(page, last, found);
        fill.write(update, found);
      }
    }
  }

  /// Reads a page.
  ///
  /// @return the last run of the page
  private long read(PreparedStatement page, long after, List<Filled> found) throws SQLException {
    long last = after;
    page.setLong(1, after);
    try (var runs = page.executeQuery()) {
      while (runs.next()) {
        last = runs.getLong(1);
        var attributes = attributes(runs.getInt(2), runs.getBytes(3));
        if (attributes != null) {
          found.add(new Filled(last, attributes));
        }
      }
    }
    return last;
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

  private void write(PreparedStatement update, List<Filled> found) throws SQLException {
    for (var filled : found) {
      update.setString(1, filled.attributes);
      update.setLong(2, filled.run);
      update.executeUpdate();
      rows.add(filled.run);
    }
  }
}
