package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;

/// A batch operation, and how far it is.
///
/// @param description what is told of it
/// @param request what it was started with; empty once it has ended
/// @param place where it goes on; empty at the beginning
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

  /// The same with so many more runs behind it.
  public BatchJob after(long complete, long failed, ByteString next) {
    var changed =
        description.toBuilder()
            .setCompleteOperationCount(description.getCompleteOperationCount() + complete)
            .setFailureOperationCount(description.getFailureOperationCount() + failed)
            .build();
    return new BatchJob(namespace, changed, request, next);
  }

  /// The same at its end.
  public BatchJob ended(DescribeBatchOperationResponse changed) {
    return new BatchJob(
        namespace, changed, StartBatchOperationRequest.getDefaultInstance(), ByteString.EMPTY);
  }
}
