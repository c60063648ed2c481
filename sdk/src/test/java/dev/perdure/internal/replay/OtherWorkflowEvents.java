package dev.perdure.internal.replay;

import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.CancelExternalWorkflowExecutionFailedCause;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.SignalExternalWorkflowExecutionFailedCause;
import io.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause;
import io.temporal.api.failure.v1.Failure;

/// Writes the events about children and other workflows. A workflow's id names the last child, or
/// the last request to it.
public final class OtherWorkflowEvents {
  private final HistoryBuilder history;

  OtherWorkflowEvents(HistoryBuilder history) {
    this.history = history;
  }

  /// The event that a command causes.
  HistoryBuilder command(Command command) {
    return switch (command.getCommandType()) {
      case COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION -> {
        var attributes = command.getStartChildWorkflowExecutionCommandAttributes();
        yield initiated(attributes.getWorkflowId(), attributes.getWorkflowType().getName());
      }
      case COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION ->
          signalInitiated(
              command
                  .getSignalExternalWorkflowExecutionCommandAttributes()
                  .getExecution()
                  .getWorkflowId());
      case COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION -> {
        var event =
            history.event(
                EventType.EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED);
        event
            .getRequestCancelExternalWorkflowExecutionInitiatedEventAttributesBuilder()
            .getWorkflowExecutionBuilder()
            .setWorkflowId(
                command
                    .getRequestCancelExternalWorkflowExecutionCommandAttributes()
                    .getWorkflowId());
        yield history.add(event);
      }
      default -> throw new IllegalArgumentException(command.toString());
    };
  }

  /// A child is being started.
  public HistoryBuilder initiated(String id, String type) {
    var event = history.event(EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED);
    var attributes = event.getStartChildWorkflowExecutionInitiatedEventAttributesBuilder();
    attributes.setNamespace("default").setWorkflowId(id).getWorkflowTypeBuilder().setName(type);
    return history.add(event);
  }

  /// A signal is being sent.
  public HistoryBuilder signalInitiated(String id) {
    var event = history.event(EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED);
    event
        .getSignalExternalWorkflowExecutionInitiatedEventAttributesBuilder()
        .getWorkflowExecutionBuilder()
        .setWorkflowId(id);
    return history.add(event);
  }

  /// A child has started.
  public HistoryBuilder started(String id) {
    var event = history.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED);
    event
        .getChildWorkflowExecutionStartedEventAttributesBuilder()
        .setInitiatedEventId(child(id))
        .getWorkflowExecutionBuilder()
        .setWorkflowId(id)
        .setRunId("run-of-" + id);
    return history.add(event);
  }

  /// A child could not be started.
  public HistoryBuilder startFailed(String id, StartChildWorkflowExecutionFailedCause cause) {
    var event = history.event(EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED);
    event
        .getStartChildWorkflowExecutionFailedEventAttributesBuilder()
        .setInitiatedEventId(child(id))
        .setCause(cause);
    return history.add(event);
  }

  /// A child completed.
  public HistoryBuilder completed(String id, Payloads result) {
    var event = history.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED);
    event
        .getChildWorkflowExecutionCompletedEventAttributesBuilder()
        .setInitiatedEventId(child(id))
        .setResult(result);
    return history.add(event);
  }

  /// A child failed.
  public HistoryBuilder failed(String id, Failure failure) {
    var event = history.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED);
    event
        .getChildWorkflowExecutionFailedEventAttributesBuilder()
        .setInitiatedEventId(child(id))
        .setFailure(failure)
        .setRetryState(RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED);
    return history.add(event);
  }

  /// A child timed out.
  public HistoryBuilder timedOut(String id) {
    var event = history.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT);
    event
        .getChildWorkflowExecutionTimedOutEventAttributesBuilder()
        .setInitiatedEventId(child(id))
        .setRetryState(RetryState.RETRY_STATE_TIMEOUT);
    return history.add(event);
  }

  /// A child was cancelled.
  public HistoryBuilder cancelled(String id) {
    var event = history.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED);
    event.getChildWorkflowExecutionCanceledEventAttributesBuilder().setInitiatedEventId(child(id));
    return history.add(event);
  }

  /// A child was terminated.
  public HistoryBuilder terminated(String id) {
    var event = history.event(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED);
    event
        .getChildWorkflowExecutionTerminatedEventAttributesBuilder()
        .setInitiatedEventId(child(id));
    return history.add(event);
  }

  /// A signal has arrived.
  public HistoryBuilder signaled(String id) {
    var event = history.event(EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED);
    event
        .getExternalWorkflowExecutionSignaledEventAttributesBuilder()
        .setInitiatedEventId(signal(id));
    return history.add(event);
  }

  /// A signal cannot arrive.
  public HistoryBuilder signalFailed(String id, SignalExternalWorkflowExecutionFailedCause cause) {
    var event = history.event(EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED);
    event
        .getSignalExternalWorkflowExecutionFailedEventAttributesBuilder()
        .setInitiatedEventId(signal(id))
        .setCause(cause);
    return history.add(event);
  }

  /// A cancel request has arrived.
  public HistoryBuilder cancelRequested(String id) {
    var event = history.event(EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
    event
        .getExternalWorkflowExecutionCancelRequestedEventAttributesBuilder()
        .setInitiatedEventId(cancel(id));
    return history.add(event);
  }

  /// A cancel request cannot arrive.
  public HistoryBuilder cancelFailed(String id) {
    var event =
        history.event(EventType.EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED);
    event
        .getRequestCancelExternalWorkflowExecutionFailedEventAttributesBuilder()
        .setInitiatedEventId(cancel(id))
        .setCause(
            CancelExternalWorkflowExecutionFailedCause
                .CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND);
    return history.add(event);
  }

  private long child(String id) {
    return history.last(
        event ->
            event
                .getStartChildWorkflowExecutionInitiatedEventAttributes()
                .getWorkflowId()
                .equals(id));
  }

  private long signal(String id) {
    return history.last(
        event ->
            event
                .getSignalExternalWorkflowExecutionInitiatedEventAttributes()
                .getWorkflowExecution()
                .getWorkflowId()
                .equals(id));
  }

  private long cancel(String id) {
    return history.last(
        event ->
            event
                .getRequestCancelExternalWorkflowExecutionInitiatedEventAttributes()
                .getWorkflowExecution()
                .getWorkflowId()
                .equals(id));
  }
}
