package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The rows of the `batch` table.
final class BatchRows {
  private BatchRows() {}

  /// Puts how far a batch is in place of how far it was.
  static void put(Connection connection, int namespace, BatchJob job) throws SQLException {
    try (var statement =
        connection.prepareStatement("INSERT OR REPLACE INTO batch VALUES(?, ?, ?, ?, ?)")) {
      statement.setInt(1, namespace);
      statement.setString(2, job.id());
      statement.setBytes(3, job.description().toByteArray());
      statement.setBytes(4, job.request().toByteArray());
      statement.setBytes(5, job.place().toByteArray());
      statement.executeUpdate();
    }
  }

  static void delete(Connection connection, int namespace, String id) throws SQLException {
    try (var statement =
        connection.prepareStatement("DELETE FROM batch WHERE namespace = ? AND job = ?")) {
      statement.setInt(1, namespace);
      statement.setString(2, id);
      statement.executeUpdate();
    }
  }

  static List<BatchJob> all(Connection connection, Namespaces namespaces) throws SQLException {
    var jobs = new ArrayList<BatchJob>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT namespace, description, request, place FROM batch")) {
      while (rows.next()) {
        jobs.add(job(rows, namespaces));
      }
    }
    return jobs;
  }

  private static BatchJob job(ResultSet row, Namespaces namespaces) throws SQLException {
    try {
      return new BatchJob(
          namespaces.name(row.getInt(1)),
          DescribeBatchOperationResponse.parseFrom(row.getBytes(2)),
          StartBatchOperationRequest.parseFrom(row.getBytes(3)),
          ByteString.copyFrom(row.getBytes(4)));
    } catch (InvalidProtocolBufferException e) {
      throw new StoreException(
          StoreException.Kind.CORRUPT, "The database has a batch that cannot be read.", e);
    }
  }
}
