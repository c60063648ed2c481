package dev.perdure.engine.state;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;

/// The events by which a run closes.
public final class ClosingEvents {
  private ClosingEvents() {}

  /// The status that a run has after an event of this type: running, if the event is none of them.
  public static WorkflowExecutionStatus status(EventType type) {
    return switch (type) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED ->
          WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED;
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
          WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED;
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
          WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT;
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED ->
          WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED;
      case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED ->
          WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED;
      case EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW ->
          WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW;
      default -> WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    };
  }

  /// Whether events of this type close a run.
  public static boolean isOne(EventType type) {
    return status(type) != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }
}
