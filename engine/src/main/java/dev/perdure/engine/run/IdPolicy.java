package dev.perdure.engine.run;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure;
import org.jspecify.annotations.Nullable;

/// What a start does about the run that its workflow id has already.
sealed interface IdPolicy {
  /// Start a run.
  record Create() implements IdPolicy {}

  /// Terminate the open run, then start one.
  record Replace(RunState open) implements IdPolicy {}

  /// Leave it at the open run.
  record Use(RunState open) implements IdPolicy {}

  /// The start is refused.
  record Refuse(Rejection rejection) implements IdPolicy {}

  /// Decides.
  ///
  /// @param whenOpen what an unspecified conflict policy means
  @SuppressWarnings("deprecation") // Older clients send the deprecated policy.
  static IdPolicy of(
      @Nullable RunState current,
      WorkflowIdReusePolicy reuse,
      WorkflowIdConflictPolicy conflict,
      WorkflowIdConflictPolicy whenOpen) {
    boolean terminates =
        reuse == WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING;
    if (current == null) {
      return new Create();
    }
    if (!current.isOpen()) {
      return whenClosed(current, reuse);
    }
    var policy =
        conflict == WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED
            ? whenOpen
            : conflict;
    if (terminates
        || policy == WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING) {
      return new Replace(current);
    }
    return policy == WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
        ? new Use(current)
        : exists(
            current,
            "Workflow execution is already running. WorkflowId: %s, RunId: %s."
                .formatted(current.workflowId(), current.runId()));
  }

  private static IdPolicy whenClosed(RunState current, WorkflowIdReusePolicy reuse) {
    return switch (reuse) {
      case WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE ->
          exists(
              current,
              ("Workflow execution already finished. WorkflowId: %s, RunId: %s. Workflow Id reuse"
                      + " policy: reject duplicate workflow Id.")
                  .formatted(current.workflowId(), current.runId()));
      case WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY ->
          current.status() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED
              ? exists(
                  current,
                  ("Workflow execution already finished successfully. WorkflowId: %s, RunId: %s."
                          + " Workflow Id reuse policy: allow duplicate workflow Id if last run"
                          + " failed.")
                      .formatted(current.workflowId(), current.runId()))
              : new Create();
      default -> new Create();
    };
  }

  private static IdPolicy exists(RunState current, String message) {
    return new Refuse(
        new Rejection(
            Rejection.Code.ALREADY_EXISTS,
            message,
            WorkflowExecutionAlreadyStartedFailure.newBuilder()
                .setStartRequestId(current.startRequestId())
                .setRunId(current.runId())
                .setFirstExecutionRunId(current.started().getFirstExecutionRunId())
                .build()));
  }
}
