package dev.perdure.engine.external;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes;
import org.jspecify.annotations.Nullable;

/// The command to signal another workflow.
public final class SignalExternal {
  private SignalExternal() {}

  public static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    var attributes = command.getSignalExternalWorkflowExecutionCommandAttributes();
    var problem = problem(scope, attributes);
    if (problem != null) {
      return bad(problem, false);
    }
    int limit = scope.draft().limits().pendingChildren();
    long pending = PendingExternals.count(scope.run(), true);
    if (pending >= limit) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_PENDING_SIGNALS_LIMIT_EXCEEDED,
          ("the number of pending signals to external workflows, %d, has reached the per-workflow"
                  + " limit of %d")
              .formatted(pending, limit));
    }
    if (attributes.getInput().getSerializedSize() > scope.draft().limits().blobBytes()) {
      return bad(
          "SignalExternalWorkflowExecutionCommandAttributes.Input exceeds size limit.", true);
    }
    scope.emit(
        CommandScope.event(
                EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED, command)
            .setSignalExternalWorkflowExecutionInitiatedEventAttributes(
                initiated(scope, attributes)));
    return null;
  }

  @SuppressWarnings("deprecation") // Older SDKs send the deprecated field.
  private static @Nullable String problem(
      CommandScope scope, SignalExternalWorkflowExecutionCommandAttributes attributes) {
    if (!attributes.hasExecution()) {
      return "Execution is not set on SignalExternalWorkflowExecutionCommand.";
    }
    var namespace = attributes.getNamespace();
    if (!namespace.isEmpty() && !namespace.equals(scope.run().namespace())) {
      return "cross namespace commands are not allowed";
    }
    var id = attributes.getExecution().getWorkflowId();
    var runId = attributes.getExecution().getRunId();
    var signal = attributes.getSignalName();
    if (id.isEmpty()) {
      return ("WorkflowId is not set on SignalExternalWorkflowExecutionCommand. Namespace=%s"
              + " RunId=%s SignalName=%s")
          .formatted(namespace, runId, signal);
    }
    var limits = scope.draft().limits();
    if (limits.isTooLong(id)) {
      return ("WorkflowId on SignalExternalWorkflowExecutionCommand exceeds length limit."
              + " WorkflowId=%s Length=%d Limit=%d Namespace=%s RunId=%s SignalName=%s")
          .formatted(id, EngineLimits.length(id), limits.idLength(), namespace, runId, signal);
    }
    if (!PendingExternals.isRunId(runId)) {
      return ("Invalid RunId set on SignalExternalWorkflowExecutionCommand. WorkflowId=%s"
              + " Namespace=%s RunId=%s SignalName=%s")
          .formatted(id, namespace, runId, signal);
    }
    return signal.isEmpty()
        ? "SignalName is not set on SignalExternalWorkflowExecutionCommand. WorkflowId=%s Namespace=%s RunId=%s"
            .formatted(id, namespace, runId)
        : null;
  }

  @SuppressWarnings("deprecation") // Readers of histories look for the deprecated field.
  private static SignalExternalWorkflowExecutionInitiatedEventAttributes initiated(
      CommandScope scope, SignalExternalWorkflowExecutionCommandAttributes attributes) {
    var initiated =
        SignalExternalWorkflowExecutionInitiatedEventAttributes.newBuilder()
            .setWorkflowTaskCompletedEventId(scope.completedEventId())
            .setNamespace(attributes.getNamespace())
            .setWorkflowExecution(attributes.getExecution())
            .setSignalName(attributes.getSignalName())
            .setControl(attributes.getControl())
            .setChildWorkflowOnly(attributes.getChildWorkflowOnly());
    if (attributes.hasInput()) {
      initiated.setInput(attributes.getInput());
    }
    if (attributes.hasHeader()) {
      initiated.setHeader(attributes.getHeader());
    }
    return initiated.build();
  }

  private static CommandFailure bad(String message, boolean terminates) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES,
        message,
        terminates);
  }
}
