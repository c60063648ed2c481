package dev.perdure.engine.child;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.state.PendingChild;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ChildWorkflowExecutionCanceledEventAttributes;
import io.temporal.api.history.v1.ChildWorkflowExecutionCompletedEventAttributes;
import io.temporal.api.history.v1.ChildWorkflowExecutionFailedEventAttributes;
import io.temporal.api.history.v1.ChildWorkflowExecutionTerminatedEventAttributes;
import io.temporal.api.history.v1.ChildWorkflowExecutionTimedOutEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;

/// A parent's events about the end of a child, from the child's own closing event.
public final class ChildEvents {
  private ChildEvents() {}

  /// The event that had asked for the child which this event is about; 0 if it is about none.
  public static long initiatedEventId(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED ->
          event.getStartChildWorkflowExecutionFailedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED ->
          event.getChildWorkflowExecutionStartedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED ->
          event.getChildWorkflowExecutionCompletedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED ->
          event.getChildWorkflowExecutionFailedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED ->
          event.getChildWorkflowExecutionCanceledEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT ->
          event.getChildWorkflowExecutionTimedOutEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED ->
          event.getChildWorkflowExecutionTerminatedEventAttributes().getInitiatedEventId();
      default -> 0;
    };
  }

  /// An event about a child for a run that a reset has made, in which the child's start may have
  /// another number.
  public static HistoryEvent.Builder again(HistoryEvent event, PendingChild child) {
    var again = event.toBuilder().clearEventId().clearEventTime();
    long started = child.startedEventId();
    switch (event.getEventType()) {
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED ->
          again
              .getChildWorkflowExecutionCompletedEventAttributesBuilder()
              .setStartedEventId(started);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED ->
          again.getChildWorkflowExecutionFailedEventAttributesBuilder().setStartedEventId(started);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED ->
          again
              .getChildWorkflowExecutionCanceledEventAttributesBuilder()
              .setStartedEventId(started);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT ->
          again
              .getChildWorkflowExecutionTimedOutEventAttributesBuilder()
              .setStartedEventId(started);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED ->
          again
              .getChildWorkflowExecutionTerminatedEventAttributesBuilder()
              .setStartedEventId(started);
      default -> {}
    }
    return again;
  }

  static HistoryEvent.Builder closed(PendingChild child, Message.ChildClosed message) {
    return switch (message.closing().getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED -> completed(child, message);
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED -> failed(child, message);
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED -> canceled(child, message);
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT -> timedOut(child, message);
      default -> terminated(child, message);
    };
  }

  private static HistoryEvent.Builder completed(PendingChild child, Message.ChildClosed message) {
    var closing = message.closing().getWorkflowExecutionCompletedEventAttributes();
    var attributes =
        ChildWorkflowExecutionCompletedEventAttributes.newBuilder()
            .setNamespace(child.initiated().getNamespace())
            .setWorkflowExecution(message.child())
            .setWorkflowType(child.initiated().getWorkflowType())
            .setInitiatedEventId(child.initiatedEventId())
            .setStartedEventId(child.startedEventId());
    if (closing.hasResult()) {
      attributes.setResult(closing.getResult());
    }
    return Draft.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED)
        .setChildWorkflowExecutionCompletedEventAttributes(attributes);
  }

  private static HistoryEvent.Builder failed(PendingChild child, Message.ChildClosed message) {
    var closing = message.closing().getWorkflowExecutionFailedEventAttributes();
    return Draft.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED)
        .setChildWorkflowExecutionFailedEventAttributes(
            ChildWorkflowExecutionFailedEventAttributes.newBuilder()
                .setFailure(closing.getFailure())
                .setNamespace(child.initiated().getNamespace())
                .setWorkflowExecution(message.child())
                .setWorkflowType(child.initiated().getWorkflowType())
                .setInitiatedEventId(child.initiatedEventId())
                .setStartedEventId(child.startedEventId())
                .setRetryState(closing.getRetryState()));
  }

  private static HistoryEvent.Builder canceled(PendingChild child, Message.ChildClosed message) {
    var closing = message.closing().getWorkflowExecutionCanceledEventAttributes();
    var attributes =
        ChildWorkflowExecutionCanceledEventAttributes.newBuilder()
            .setNamespace(child.initiated().getNamespace())
            .setWorkflowExecution(message.child())
            .setWorkflowType(child.initiated().getWorkflowType())
            .setInitiatedEventId(child.initiatedEventId())
            .setStartedEventId(child.startedEventId());
    if (closing.hasDetails()) {
      attributes.setDetails(closing.getDetails());
    }
    return Draft.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED)
        .setChildWorkflowExecutionCanceledEventAttributes(attributes);
  }

  private static HistoryEvent.Builder timedOut(PendingChild child, Message.ChildClosed message) {
    return Draft.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT)
        .setChildWorkflowExecutionTimedOutEventAttributes(
            ChildWorkflowExecutionTimedOutEventAttributes.newBuilder()
                .setNamespace(child.initiated().getNamespace())
                .setWorkflowExecution(message.child())
                .setWorkflowType(child.initiated().getWorkflowType())
                .setInitiatedEventId(child.initiatedEventId())
                .setStartedEventId(child.startedEventId())
                .setRetryState(
                    message
                        .closing()
                        .getWorkflowExecutionTimedOutEventAttributes()
                        .getRetryState()));
  }

  private static HistoryEvent.Builder terminated(PendingChild child, Message.ChildClosed message) {
    return Draft.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED)
        .setChildWorkflowExecutionTerminatedEventAttributes(
            ChildWorkflowExecutionTerminatedEventAttributes.newBuilder()
                .setNamespace(child.initiated().getNamespace())
                .setWorkflowExecution(message.child())
                .setWorkflowType(child.initiated().getWorkflowType())
                .setInitiatedEventId(child.initiatedEventId())
                .setStartedEventId(child.startedEventId()));
  }
}
