package dev.perdure.client;

import com.google.protobuf.ByteString;

/// The part of [ClientOutboundCalls] that is about batches.
public interface BatchOutboundCalls {
  /// Who is called by the methods that are not overridden.
  ClientOutboundCalls next();

  /// Starts a batch.
  default BatchHandle startBatch(StartBatchInput input) {
    return next().startBatch(input);
  }

  /// Asks the server how far a batch is.
  default BatchDescription describeBatch(DescribeBatchInput input) {
    return next().describeBatch(input);
  }

  /// Stops a batch.
  default void stopBatch(StopBatchInput input) {
    next().stopBatch(input);
  }

  /// Reads a page of the list of batches.
  default PagedList.Page<BatchExecution> listBatches(ListBatchesInput input) {
    return next().listBatches(input);
  }

  /// The input of [#startBatch].
  record StartBatchInput(BatchOperation operation, BatchOptions options) {
    /// The same with another operation.
    public StartBatchInput withOperation(BatchOperation operation) {
      return new StartBatchInput(operation, options);
    }

    /// The same with other options.
    public StartBatchInput withOptions(BatchOptions options) {
      return new StartBatchInput(operation, options);
    }
  }

  /// The input of [#describeBatch].
  record DescribeBatchInput(String id) {}

  /// The input of [#stopBatch].
  record StopBatchInput(String id, String reason) {}

  /// The input of [#listBatches].
  ///
  /// @param pageSize how many at most
  /// @param pageToken what asks for the page; empty for the first
  record ListBatchesInput(int pageSize, ByteString pageToken) {}
}
