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

/// The rows of the `batch` table.
final class BatchRows {
  private BatchRows() {}

  /// Adds a batch, unless its namespace has gone meanwhile.
  static void insert(Connection connection, int namespace, BatchJob job) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO batch SELECT ?1, ?2, ?3, ?4, ?5"
                + " WHERE EXISTS(SELECT 1 FROM namespace WHERE id = ?1)")) {
      fill(statement, namespace, job);
      statement.executeUpdate();
    }
  }

  /// Puts how far a batch is in place of how far it was. One that is gone stays so.
  static void update(Connection connection, int namespace, BatchJob job) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "UPDATE batch SET description = ?3, request = ?4, place = ?5"
                + " WHERE namespace = ?1 AND job = ?2")) {
      fill(statement, namespace, job);
      statement.executeUpdate();
    }
  }

  private static void fill(PreparedStatement statement, int namespace, BatchJob job)
      throws SQLException {
    statement.setInt(1, namespace);
    statement.setString(2, job.id());
    statement.setBytes(3, job.description().toByteArray());
    statement.setBytes(4, job.request().toByteArray());
    statement.setBytes(5, job.place().toByteArray());
  }

  static void delete(Connection connection, int namespace, String id) throws SQLException {
    try (var statement =
        connection.prepareStatement("DELETE FROM batch WHERE namespace = ? AND job = ?")) {
      statement.setInt(1, namespace);
      statement.setString(2, id);
      statement.executeUpdate();
    }
  }

  /// In the order in which they have begun. What a namespace has left that is gone is passed over.
  static List<BatchJob> all(Connection connection, Namespaces namespaces)
      throws SQLException, IOException {
    var jobs = new ArrayList<BatchJob>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT namespace, description, request, place FROM batch"
                    + " WHERE namespace IN (SELECT id FROM namespace) ORDER BY rowid")) {
      while (rows.next()) {
        jobs.add(job(rows, namespaces));
      }
    }
    return jobs;
  }

  private static BatchJob job(ResultSet row, Namespaces namespaces)
      throws SQLException, IOException {
    return new BatchJob(
        namespaces.name(row.getInt(1)),
        DescribeBatchOperationResponse.parseFrom(row.getBytes(2)),
        StartBatchOperationRequest.parseFrom(row.getBytes(3)),
        ByteString.copyFrom(row.getBytes(4)));
  }
}
