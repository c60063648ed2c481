package dev.perdure.engine.external;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes;
import org.jspecify.annotations.Nullable;

/// The command to ask another workflow to cancel itself.
public final class CancelExternal {
  private CancelExternal() {}

  @SuppressWarnings("deprecation") // Readers of histories look for the deprecated field.
  public static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    var attributes = command.getRequestCancelExternalWorkflowExecutionCommandAttributes();
    var problem = problem(scope, attributes);
    if (problem != null) {
      return new CommandFailure(
          WorkflowTaskFailedCause
              .WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES,
          problem);
    }
    int limit = scope.draft().limits().pendingChildren();
    long pending = PendingExternals.count(scope.run(), false);
    if (pending >= limit) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_PENDING_REQUEST_CANCEL_LIMIT_EXCEEDED,
          ("the number of pending requests to cancel external workflows, %d, has reached the"
                  + " per-workflow limit of %d")
              .formatted(pending, limit));
    }
    scope.emit(
        CommandScope.event(
                EventType.EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED, command)
            .setRequestCancelExternalWorkflowExecutionInitiatedEventAttributes(
                RequestCancelExternalWorkflowExecutionInitiatedEventAttributes.newBuilder()
                    .setWorkflowTaskCompletedEventId(scope.completedEventId())
                    .setNamespace(attributes.getNamespace())
                    .setWorkflowExecution(
                        WorkflowExecution.newBuilder()
                            .setWorkflowId(attributes.getWorkflowId())
                            .setRunId(attributes.getRunId()))
                    .setControl(attributes.getControl())
                    .setChildWorkflowOnly(attributes.getChildWorkflowOnly())
                    .setReason(attributes.getReason())));
    return null;
  }

  @SuppressWarnings("deprecation") // Older SDKs send the deprecated field.
  private static @Nullable String problem(
      CommandScope scope, RequestCancelExternalWorkflowExecutionCommandAttributes attributes) {
    var namespace = attributes.getNamespace();
    if (!namespace.isEmpty() && !namespace.equals(scope.run().namespace())) {
      return "cross namespace commands are not allowed";
    }
    var id = attributes.getWorkflowId();
    var runId = attributes.getRunId();
    if (id.isEmpty()) {
      return ("WorkflowId is not set on RequestCancelExternalWorkflowExecutionCommand. Namespace=%s"
              + " RunId=%s")
          .formatted(namespace, runId);
    }
    var limits = scope.draft().limits();
    if (limits.isTooLong(id)) {
      return ("WorkflowId on RequestCancelExternalWorkflowExecutionCommand exceeds length limit."
              + " WorkflowId=%s Length=%d Limit=%d RunId=%s Namespace=%s")
          .formatted(id, EngineLimits.length(id), limits.idLength(), runId, namespace);
    }
    if (!PendingExternals.isRunId(runId)) {
      return ("Invalid RunId set on RequestCancelExternalWorkflowExecutionCommand. WorkflowId=%s"
              + " RunId=%s Namespace=%s")
          .formatted(id, runId, namespace);
    }
    return scope.childrenAskedFor().contains(id)
        ? "Start and RequestCancel for child workflow is not allowed in same workflow task. WorkflowId=%s RunId=%s Namespace=%s"
            .formatted(id, runId, namespace)
        : null;
  }
}
