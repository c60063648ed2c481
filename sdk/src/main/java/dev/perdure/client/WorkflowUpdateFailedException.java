package dev.perdure.client;

import dev.perdure.common.PerdureException;
import dev.perdure.failure.Failure;

/// An update was rejected, or failed after it was accepted. The cause says why; [#reason] is the
/// failure below all layers.
public final class WorkflowUpdateFailedException extends PerdureException {
  private final String workflowId;
  private final String updateId;
  private final Failure failure;

  WorkflowUpdateFailedException(String workflowId, String updateId, Failure failure) {
    super(
        "Update %s of workflow %s: %s".formatted(updateId, workflowId, failure.getMessage()),
        failure);
    this.workflowId = workflowId;
    this.updateId = updateId;
    this.failure = failure;
  }

  /// The workflow's id.
  public String workflowId() {
    return workflowId;
  }

  /// The update's id.
  public String updateId() {
    return updateId;
  }

  /// The reason below the layers that only say where it happened.
  public Failure reason() {
    return failure.reason();
  }
}
