package dev.perdure.client;

import dev.perdure.internal.rpc.Rpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationRequest;
import io.temporal.api.workflowservice.v1.ListBatchOperationsRequest;
import io.temporal.api.workflowservice.v1.ListBatchOperationsResponse;
import io.temporal.api.workflowservice.v1.StopBatchOperationRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.UUID;

/// The requests about batches.
abstract class BatchCalls extends ServerCalls implements BatchOutboundCalls {
  BatchCalls(Rpc rpc, ClientOptions options) {
    super(rpc, options);
  }

  /// What client and handles call: the outermost interceptor, or this.
  abstract ClientOutboundCalls outbound();

  @Override
  public BatchHandle startBatch(StartBatchInput input) {
    String given = input.options().id();
    String id = given == null ? UUID.randomUUID().toString() : given;
    var request =
        input
            .operation()
            .request(converter(), identity())
            .mergeFrom(input.options().request())
            .setJobId(id)
            .setNamespace(namespace());
    try {
      var _ = rpc().call(WorkflowServiceGrpc.getStartBatchOperationMethod(), request.build());
    } catch (StatusRuntimeException e) {
      // A random id is taken by an attempt of this very call, whose answer was lost.
      if (given != null || e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw RpcErrors.of(e, rpc().target());
      }
    }
    return new BatchHandle(outbound(), id);
  }

  @Override
  public BatchDescription describeBatch(DescribeBatchInput input) {
    var request =
        DescribeBatchOperationRequest.newBuilder().setNamespace(namespace()).setJobId(input.id());
    return BatchDescription.of(
        send(WorkflowServiceGrpc.getDescribeBatchOperationMethod(), request.build()));
  }

  @Override
  public void stopBatch(StopBatchInput input) {
    var request =
        StopBatchOperationRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setJobId(input.id())
            .setReason(input.reason());
    var _ = send(WorkflowServiceGrpc.getStopBatchOperationMethod(), request.build());
  }

  @Override
  public PagedList.Page<BatchExecution> listBatches(ListBatchesInput input) {
    var request =
        ListBatchOperationsRequest.newBuilder()
            .setNamespace(namespace())
            .setPageSize(input.pageSize())
            .setNextPageToken(input.pageToken());
    ListBatchOperationsResponse response =
        send(WorkflowServiceGrpc.getListBatchOperationsMethod(), request.build());
    return new PagedList.Page<>(
        response.getOperationInfoList().stream().map(BatchExecution::of).toList(),
        response.getNextPageToken());
  }
}
