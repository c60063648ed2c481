package dev.perdure.engine.run;

import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.retry.Retry;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.WorkflowExecutionCanceledEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionCompletedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionFailedEventAttributes;
import org.jspecify.annotations.Nullable;

/// The commands by which a workflow closes its run.
///
/// None of them goes through while there are events that the workflow has not seen.
public final class CloseCommands {
  private CloseCommands() {}

  public static @Nullable CommandFailure complete(CommandScope scope, Command command) {
    if (scope.hasUnhandledEvents()) {
      return unhandled();
    }
    var attributes = command.getCompleteWorkflowExecutionCommandAttributes();
    if (attributes.getResult().getSerializedSize() > scope.draft().limits().blobBytes()) {
      return new CommandFailure(
          // Sic: the cause that Temporal's server gives.
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES,
          "CompleteWorkflowExecutionCommandAttributes.Result exceeds size limit.",
          true);
    }
    var event =
        WorkflowExecutionCompletedEventAttributes.newBuilder()
            .setWorkflowTaskCompletedEventId(scope.completedEventId());
    if (attributes.hasResult()) {
      event.setResult(attributes.getResult());
    }
    var nextSlot = CronRun.after(scope.draft(), scope.run());
    var next = nextSlot == null ? "" : scope.draft().ids().next();
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, command)
            .setWorkflowExecutionCompletedEventAttributes(event.setNewExecutionRunId(next)));
    if (nextSlot != null) {
      var result = attributes.hasResult() ? attributes.getResult() : null;
      CronRun.begin(scope.draft(), scope.run(), next, nextSlot, result, null);
    }
    return null;
  }

  public static @Nullable CommandFailure fail(CommandScope scope, Command command) {
    if (scope.hasUnhandledEvents()) {
      return unhandled();
    }
    var attributes = command.getFailWorkflowExecutionCommandAttributes();
    if (!attributes.hasFailure()) {
      return badFailure("Failure is not set on FailWorkflowExecutionCommand.", false);
    }
    var failure = attributes.getFailure();
    if (failure.getSerializedSize() > scope.draft().limits().blobBytes()) {
      return badFailure("FailWorkflowExecutionCommandAttributes.Failure exceeds size limit.", true);
    }
    var run = scope.run();
    var retry = RetryRun.after(scope.draft(), run, failure);
    var event =
        WorkflowExecutionFailedEventAttributes.newBuilder()
            .setFailure(failure)
            .setRetryState(retry.state())
            .setWorkflowTaskCompletedEventId(scope.completedEventId());
    emitFailed(scope, command, event, retry);
    return null;
  }

  private static void emitFailed(
      CommandScope scope,
      Command command,
      WorkflowExecutionFailedEventAttributes.Builder attributes,
      Retry retry) {
    var draft = scope.draft();
    var failure = attributes.getFailure();
    var nextSlot = retry.due() == null ? CronRun.after(draft, scope.run()) : null;
    var next = retry.due() == null && nextSlot == null ? "" : draft.ids().next();
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED, command)
            .setWorkflowExecutionFailedEventAttributes(attributes.setNewExecutionRunId(next)));
    if (retry.due() != null) {
      RetryRun.begin(draft, scope.run(), next, retry, failure);
    } else if (nextSlot != null) {
      CronRun.begin(draft, scope.run(), next, nextSlot, null, failure);
    }
  }

  public static @Nullable CommandFailure cancel(CommandScope scope, Command command) {
    if (scope.hasUnhandledEvents()) {
      return unhandled();
    }
    var attributes = command.getCancelWorkflowExecutionCommandAttributes();
    var event =
        WorkflowExecutionCanceledEventAttributes.newBuilder()
            .setWorkflowTaskCompletedEventId(scope.completedEventId());
    if (attributes.hasDetails()) {
      event.setDetails(attributes.getDetails());
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED, command)
            .setWorkflowExecutionCanceledEventAttributes(event));
    return null;
  }

  static CommandFailure unhandled() {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND, "");
  }

  private static CommandFailure badFailure(String message, boolean terminates) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_FAIL_WORKFLOW_EXECUTION_ATTRIBUTES,
        message,
        terminates);
  }
}
