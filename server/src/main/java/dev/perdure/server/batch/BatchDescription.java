package dev.perdure.server.batch;

import com.google.protobuf.ByteString;
import dev.perdure.engine.state.Times;
import dev.perdure.server.store.BatchJob;
import io.temporal.api.common.v1.Execution;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.enums.v1.ExecutionType;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import java.time.Instant;

/// What is told of a batch operation. What it goes through may be long, and is told from its
/// request, which is on disk.
final class BatchDescription {
  private BatchDescription() {}

  /// One that begins.
  static BatchJob begun(StartBatchOperationRequest request, Instant now) {
    var description =
        DescribeBatchOperationResponse.newBuilder()
            .setOperationType(BatchOperation.type(request))
            .setJobId(request.getJobId())
            .setState(BatchOperationState.BATCH_OPERATION_STATE_RUNNING)
            .setStartTime(Times.timestamp(now))
            .setIdentity(BatchOperation.identity(request))
            .setReason(request.getReason())
            .build();
    return new BatchJob(request.getNamespace(), description, request, ByteString.EMPTY);
  }

  /// All that is told of it.
  static DescribeBatchOperationResponse told(BatchJob job) {
    var told = job.description().toBuilder().setQuery(job.request().getVisibilityQuery());
    for (var run : BatchTargets.listed(job.request())) {
      told.addExecutions(
          Execution.newBuilder()
              .setType(ExecutionType.EXECUTION_TYPE_WORKFLOW)
              .setBusinessId(run.getWorkflowId())
              .setRunId(run.getRunId()));
    }
    return told.build();
  }

  static BatchJob counted(BatchJob job, long total) {
    return job.with(job.description().toBuilder().setTotalOperationCount(total).build());
  }

  /// The same when it is through with all runs.
  static BatchJob completed(BatchJob job, Instant now) {
    var description = job.description();
    long total = description.getCompleteOperationCount() + description.getFailureOperationCount();
    return ended(counted(job, total), BatchOperationState.BATCH_OPERATION_STATE_COMPLETED, now);
  }

  static BatchJob ended(BatchJob job, BatchOperationState how, Instant now) {
    return new BatchJob(
        job.namespace(),
        job.description().toBuilder().setState(how).setCloseTime(Times.timestamp(now)).build(),
        BatchTargets.only(job.request()),
        ByteString.EMPTY);
  }
}
