package dev.perdure.client;

import dev.perdure.internal.wire.Wire;
import io.temporal.api.batch.v1.BatchOperationInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a list says about a batch.
///
/// @param id its id
/// @param state how far it is
/// @param startTime when it was started
/// @param closeTime when it ended; null while it goes on
public record BatchExecution(
    String id, BatchOperationState state, Instant startTime, @Nullable Instant closeTime) {
  static BatchExecution of(BatchOperationInfo message) {
    return new BatchExecution(
        message.getJobId(),
        state(message.getState()),
        Wire.instant(message.getStartTime()),
        message.hasCloseTime() ? Wire.instant(message.getCloseTime()) : null);
  }

  static BatchOperationState state(io.temporal.api.enums.v1.BatchOperationState state) {
    return Wire.constant(state, "BATCH_OPERATION_STATE_", BatchOperationState.UNSPECIFIED);
  }
}
