package dev.perdure.failure;

import java.io.Serializable;

/// A child workflow failed, timed out, was cancelled or terminated. The cause says why.
public final class ChildWorkflowFailure extends Failure {
  /// Which child it was.
  ///
  /// @param namespace the child's namespace
  /// @param workflowId the child's workflow id
  /// @param runId the child's run id; empty when it never started
  /// @param workflowType the workflow type's name
  /// @param initiatedEventId the history event that asked for it
  /// @param startedEventId the history event of its start; 0 when it never started
  /// @param retryState why it was not retried
  public record Attributes(
      String namespace,
      String workflowId,
      String runId,
      String workflowType,
      long initiatedEventId,
      long startedEventId,
      RetryState retryState)
      implements Serializable {}

  private final Attributes attributes;

  /// For converters.
  public ChildWorkflowFailure(Origin origin, Attributes attributes) {
    super(origin);
    this.attributes = attributes;
  }

  /// Which child it was, and why it was not retried.
  public Attributes attributes() {
    return attributes;
  }

  /// The child's workflow id.
  public String workflowId() {
    return attributes.workflowId;
  }

  /// The child's run id; empty when it never started.
  public String runId() {
    return attributes.runId;
  }

  /// The workflow type's name.
  public String workflowType() {
    return attributes.workflowType;
  }

  /// Why it was not retried.
  public RetryState retryState() {
    return attributes.retryState;
  }

  @Override
  public Failure reason() {
    return reasonOfCause();
  }

  @Override
  String remark() {
    return "%s, workflow id %s".formatted(workflowType(), workflowId());
  }
}
