package dev.perdure.client;

import dev.perdure.common.PerdureException;
import dev.perdure.failure.Failure;

/// A workflow has no result because it failed, timed out, was cancelled or terminated. The cause
/// says which of these; [#reason] is the failure below all layers.
public final class WorkflowFailedException extends PerdureException {
  private final String workflowId;
  private final String runId;
  private final Failure failure;

  WorkflowFailedException(String workflowId, String runId, Failure failure) {
    super("Workflow %s (run %s): %s".formatted(workflowId, runId, text(failure)), failure);
    this.workflowId = workflowId;
    this.runId = runId;
    this.failure = failure;
  }

  /// The outer message says where it happened, the reason's what happened.
  private static String text(Failure failure) {
    Failure reason = failure.reason();
    return reason == failure
        ? failure.getMessage()
        : failure.getMessage() + ": " + reason.getMessage();
  }

  /// The workflow's id.
  public String workflowId() {
    return workflowId;
  }

  /// The run that ended so: the last one when the workflow continued as new.
  public String runId() {
    return runId;
  }

  /// The reason below the layers that only say where it happened: what the activity, or the child
  /// workflow's activity, failed with.
  public Failure reason() {
    return failure.reason();
  }
}
