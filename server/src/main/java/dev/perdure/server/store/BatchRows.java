package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rows of the `batch` table.
final class BatchRows {
  /// What it was started with is long, and stays as it is until less of it is kept.
  private static final String PROGRESS =
      "UPDATE batch SET description = ?3, place = ?4 WHERE namespace = ?1 AND job = ?2";

  private static final String END =
      "UPDATE batch SET description = ?3, place = ?4, request = ?5"
          + " WHERE namespace = ?1 AND job = ?2";

  private static final String COLUMNS = "SELECT namespace, description, place, request FROM batch ";

  private BatchRows() {}

  /// Adds a batch, unless its namespace has gone meanwhile.
  static void insert(Connection connection, int namespace, BatchJob job) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO batch SELECT ?1, ?2, ?3, ?5, ?4"
                + " WHERE EXISTS(SELECT 1 FROM namespace WHERE id = ?1)")) {
      fill(statement, namespace, job);
      statement.setBytes(5, job.request().toByteArray());
      statement.executeUpdate();
    }
  }

  /// Puts how far a batch is in place of how far it was. One that is gone stays so.
  static void update(Connection connection, int namespace, BatchJob job) throws SQLException {
    boolean isRunning = job.isRunning();
    try (var statement = connection.prepareStatement(isRunning ? PROGRESS : END)) {
      fill(statement, namespace, job);
      if (!isRunning) {
        statement.setBytes(5, job.request().toByteArray());
      }
      statement.executeUpdate();
    }
  }

  private static void fill(PreparedStatement statement, int namespace, BatchJob job)
      throws SQLException {
    statement.setInt(1, namespace);
    statement.setString(2, job.id());
    statement.setBytes(3, job.description().toByteArray());
    statement.setBytes(4, job.place().toByteArray());
  }

  static void delete(Connection connection, int namespace, String id) throws SQLException {
    try (var statement =
        connection.prepareStatement("DELETE FROM batch WHERE namespace = ? AND job = ?")) {
      statement.setInt(1, namespace);
      statement.setString(2, id);
      statement.executeUpdate();
    }
  }

  /// In the order in which they have begun, and of those that have ended without what they went
  /// through. What a namespace has left that is gone is passed over.
  static List<BatchJob> all(Connection connection, Namespaces namespaces)
      throws SQLException, IOException {
    var jobs = new ArrayList<BatchJob>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                COLUMNS + "WHERE namespace IN (SELECT id FROM namespace) ORDER BY rowid")) {
      while (rows.next()) {
        var job = job(rows, namespaces.name(rows.getInt(1)));
        jobs.add(job.isRunning() ? job.with(request(rows)) : job);
      }
    }
    return jobs;
  }

  /// The batch with what it was started with, or went through.
  static Optional<BatchJob> find(Connection connection, int number, String namespace, String id)
      throws SQLException, IOException {
    try (var statement = connection.prepareStatement(COLUMNS + "WHERE namespace = ? AND job = ?")) {
      statement.setInt(1, number);
      statement.setString(2, id);
      try (var rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(job(rows, namespace).with(request(rows)))
            : Optional.empty();
      }
    }
  }

  private static BatchJob job(ResultSet row, String namespace) throws SQLException, IOException {
    return new BatchJob(
        namespace,
        DescribeBatchOperationResponse.parseFrom(row.getBytes(2)),
        StartBatchOperationRequest.getDefaultInstance(),
        ByteString.copyFrom(row.getBytes(3)));
  }

  private static StartBatchOperationRequest request(ResultSet row)
      throws SQLException, IOException {
    return StartBatchOperationRequest.parseFrom(row.getBytes(4));
  }
}
