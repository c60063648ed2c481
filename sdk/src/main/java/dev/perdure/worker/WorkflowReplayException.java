package dev.perdure.worker;

import dev.perdure.common.PerdureException;
import org.jspecify.annotations.Nullable;

/// A history cannot be replayed by the code that is there now. The cause is what the code threw, or
/// the error that names the command which the history does not have.
public final class WorkflowReplayException extends PerdureException {
  private final String workflowId;
  private final String runId;

  WorkflowReplayException(
      String workflowId, String runId, String reason, @Nullable Throwable cause) {
    super(
        "Workflow %s (run %s) cannot be replayed: %s".formatted(workflowId, runId, reason), cause);
    this.workflowId = workflowId;
    this.runId = runId;
  }

  /// The workflow's id.
  public String workflowId() {
    return workflowId;
  }

  /// The run's id.
  public String runId() {
    return runId;
  }
}
