package dev.perdure.client;

import dev.perdure.common.PerdureException;

/// The result of a single run was asked for, and it has none because it continued as a new run.
public final class WorkflowContinuedAsNewException extends PerdureException {
  private final String newRunId;

  WorkflowContinuedAsNewException(String workflowId, String runId, String newRunId) {
    super(
        "Run %s of workflow %s continued as run %s.".formatted(runId, workflowId, newRunId), null);
    this.newRunId = newRunId;
  }

  /// The run in which the workflow goes on.
  public String newRunId() {
    return newRunId;
  }
}
