package dev.perdure.failure;

/// A child workflow was not started because its id is taken: by a running workflow, or by a closed
/// one where the reuse policy does not allow it again.
///
/// Thrown on, it travels as an [ApplicationFailure] of the type `WorkflowAlreadyStarted`.
public final class WorkflowAlreadyStartedFailure extends Failure {
  private final String workflowId;
  private final String workflowType;

  /// For the SDK.
  public WorkflowAlreadyStartedFailure(String workflowId, String workflowType) {
    super(
        Origin.here(
            "Child workflow %s was not started: its id is taken.".formatted(workflowId), null));
    this.workflowId = workflowId;
    this.workflowType = workflowType;
  }

  /// The id that is taken.
  public String workflowId() {
    return workflowId;
  }

  /// The type of the workflow that was to be started.
  public String workflowType() {
    return workflowType;
  }
}
