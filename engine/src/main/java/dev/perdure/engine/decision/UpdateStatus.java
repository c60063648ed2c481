package dev.perdure.engine.decision;

import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import io.temporal.api.update.v1.Outcome;
import org.jspecify.annotations.Nullable;

/// How far an update is, as its callers are told.
///
/// @param outcome its outcome once it is completed, else null
/// @param isInHistory whether events tell of it; a rejected update has none
public record UpdateStatus(
    String runId,
    String updateId,
    UpdateWorkflowExecutionLifecycleStage stage,
    @Nullable Outcome outcome,
    boolean isInHistory) {

  /// Admitted: accepted or rejected later.
  public static UpdateStatus admitted(String runId, String updateId) {
    return new UpdateStatus(
        runId,
        updateId,
        UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED,
        null,
        false);
  }

  /// Accepted: its outcome comes later.
  public static UpdateStatus accepted(String runId, String updateId) {
    return new UpdateStatus(
        runId,
        updateId,
        UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED,
        null,
        true);
  }

  /// Over, with an outcome.
  ///
  /// @param isInHistory false for an update that was rejected
  public static UpdateStatus over(
      String runId, String updateId, Outcome outcome, boolean isInHistory) {
    return new UpdateStatus(
        runId,
        updateId,
        UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED,
        outcome,
        isInHistory);
  }

  /// Whether the update is as far as a caller waits for.
  public boolean reaches(UpdateWorkflowExecutionLifecycleStage wanted) {
    return wanted == UpdateWorkflowExecutionLifecycleStage.UNRECOGNIZED
        || stage.getNumber() >= wanted.getNumber();
  }
}
