package dev.perdure.client;

import dev.perdure.client.BatchOutboundCalls.ListBatchesInput;
import dev.perdure.client.BatchOutboundCalls.StartBatchInput;

/// The verbs of [Client] that are about batches. Callers see them as the client's own.
abstract class ClientBatches {
  ClientBatches() {}

  /// What the client's verbs call.
  abstract ClientOutboundCalls outbound();

  /// Lets the server do something to many workflows, one after the other, and returns at once.
  ///
  /// ```java
  /// BatchHandle batch =
  ///     client.startBatch(
  ///         BatchOperation.signal(Order::approve, "alice"),
  ///         BatchOptions.ofQuery("WorkflowType = 'Order'", "all is well again"));
  /// System.out.println(batch.result().completeOperationCount() + " orders are approved");
  /// ```
  ///
  /// @throws RpcException when the server refuses the query, or has enough batches to do
  public BatchHandle startBatch(BatchOperation operation, BatchOptions options) {
    return outbound().startBatch(new StartBatchInput(operation, options));
  }

  /// The handle of the batch with this id. Nothing is asked of the server.
  public BatchHandle getBatchHandle(String id) {
    return new BatchHandle(outbound(), id);
  }

  /// The batches of the namespace. Nothing is asked of the server until somebody goes through them.
  public PagedList<BatchExecution> listBatches() {
    return new PagedList<>(
        (size, token) -> outbound().listBatches(new ListBatchesInput(size, token)));
  }
}
