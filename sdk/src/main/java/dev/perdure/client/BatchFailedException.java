package dev.perdure.client;

import dev.perdure.common.PerdureException;

/// A batch has ended before it had tried each of its workflows: it was stopped, or gave up.
public final class BatchFailedException extends PerdureException {
  private final BatchDescription description;

  BatchFailedException(BatchDescription description) {
    super(
        "Batch %s (%s) was stopped, or gave up, after %d of %d workflows."
            .formatted(
                description.id(),
                description.reason(),
                description.completeOperationCount() + description.failureOperationCount(),
                description.totalOperationCount()),
        null);
    this.description = description;
  }

  /// How far it came.
  public BatchDescription description() {
    return description;
  }
}
