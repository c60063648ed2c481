package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;

/// A batch operation, and how far it is.
///
/// @param description what is told of it, without what it goes through
/// @param request what it was started with; once it has ended, only what it went through
/// @param place the runs that are next, and where those behind them are found; empty at the
///   beginning
public record BatchJob(
    String namespace,
    DescribeBatchOperationResponse description,
    StartBatchOperationRequest request,
    ByteString place) {
  public String id() {
    return description.getJobId();
  }

  public boolean isRunning() {
    return description.getState() == BatchOperationState.BATCH_OPERATION_STATE_RUNNING;
  }

  /// The same, told anew.
  public BatchJob with(DescribeBatchOperationResponse changed) {
    return new BatchJob(namespace, changed, request, place);
  }

  /// The same with another request.
  BatchJob with(StartBatchOperationRequest other) {
    return new BatchJob(namespace, description, other, place);
  }

  /// The same with so many more runs behind it. There are at least as many as are behind it.
  public BatchJob after(long complete, long failed) {
    long allComplete = description.getCompleteOperationCount() + complete;
    long allFailed = description.getFailureOperationCount() + failed;
    return with(
        description.toBuilder()
            .setCompleteOperationCount(allComplete)
            .setFailureOperationCount(allFailed)
            .setTotalOperationCount(
                Math.max(description.getTotalOperationCount(), allComplete + allFailed))
            .build());
  }

  /// The same at another place.
  public BatchJob at(ByteString next) {
    return new BatchJob(namespace, description, request, next);
  }
}
