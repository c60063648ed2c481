package dev.perdure.client;

import dev.perdure.internal.wire.Wire;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far a batch is.
///
/// @param id its id
/// @param operationType what it does to each of its workflows
/// @param state how far it is
/// @param startTime when it was started
/// @param closeTime when it ended; null while it goes on
/// @param totalOperationCount how many workflows it is for; servers may give an estimate
/// @param completeOperationCount for how many it is done
/// @param failureOperationCount for how many it has failed, such as closed ones that cannot be
///   signalled
/// @param identity who started it
/// @param reason why
public record BatchDescription(
    String id,
    BatchOperationType operationType,
    BatchOperationState state,
    Instant startTime,
    @Nullable Instant closeTime,
    long totalOperationCount,
    long completeOperationCount,
    long failureOperationCount,
    String identity,
    String reason)
    implements Serializable {
  static BatchDescription of(DescribeBatchOperationResponse message) {
    return new BatchDescription(
        message.getJobId(),
        BatchOperationType.of(message.getOperationType()),
        BatchExecution.state(message.getState()),
        Wire.instant(message.getStartTime()),
        message.hasCloseTime() ? Wire.instant(message.getCloseTime()) : null,
        message.getTotalOperationCount(),
        message.getCompleteOperationCount(),
        message.getFailureOperationCount(),
        message.getIdentity(),
        message.getReason());
  }
}
