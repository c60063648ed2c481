package dev.perdure.workflow;

import dev.perdure.common.PerdureException;

/// Workflow code did something else than what its history says it did before. It fails the workflow
/// task, which is tried again until the code fits; a worker or workflow that names this class among
/// its failure exception types lets the workflow fail.
public final class NondeterminismException extends PerdureException {
  private final String problem;

  /// @param problem what the history has, and what the code asked for in its place
  public NondeterminismException(String problem) {
    super("[TMPRL1100] Nondeterminism error: " + problem, null);
    this.problem = problem;
  }

  /// @param original without the run
  /// @param workflowId the workflow's id
  /// @param runId the run's id
  public NondeterminismException(
      NondeterminismException original, String workflowId, String runId) {
    super(
        "[TMPRL1100] Nondeterminism error in workflow %s (run %s): %s"
            .formatted(workflowId, runId, original.problem),
        null);
    this.problem = original.problem;
    setStackTrace(original.getStackTrace());
  }
}
