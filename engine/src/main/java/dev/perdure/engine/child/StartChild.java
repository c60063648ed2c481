package dev.perdure.engine.child;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.attribute.AttributeCheck;
import dev.perdure.engine.cron.CronSchedule;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.decision.QueueNames;
import dev.perdure.engine.decision.TaskPriority;
import dev.perdure.engine.retry.RetryPolicies;
import dev.perdure.engine.run.AttributeCommands;
import dev.perdure.engine.run.StartRequests;
import dev.perdure.engine.state.Times;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.StartChildWorkflowExecutionInitiatedEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import org.jspecify.annotations.Nullable;

/// The command to start a child. The child itself hears of it when the command's event is written.
public final class StartChild {
  private StartChild() {}

  public static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    var attributes = command.getStartChildWorkflowExecutionCommandAttributes();
    var problem = problem(scope, attributes);
    if (problem != null) {
      return bad(problem, false);
    }
    var attribute =
        AttributeCommands.problem(
            scope,
            attributes.getSearchAttributes().getIndexedFieldsMap(),
            "invalid SearchAttributes on StartChildWorkflowCommand: %s. WorkflowId=%s"
                + " WorkflowType=%s Namespace=%s",
            attributes.getWorkflowId(),
            attributes.getWorkflowType().getName(),
            scope.run().namespace());
    if (attribute != null) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES, attribute);
    }
    int blobLimit = scope.draft().limits().blobBytes();
    if (attributes.getInput().getSerializedSize() > blobLimit) {
      return bad("StartChildWorkflowExecutionCommandAttributes. Input exceeds size limit.", true);
    }
    if (attributes.getMemo().getSerializedSize() > blobLimit) {
      return bad("StartChildWorkflowExecutionCommandAttributes.Memo exceeds size limit.", true);
    }
    var tooLarge = AttributeCheck.tooLarge(attributes.getSearchAttributes());
    if (tooLarge != null) {
      return bad(tooLarge, true);
    }
    int limit = scope.draft().limits().pendingChildren();
    if (scope.run().children().size() >= limit) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_PENDING_CHILD_WORKFLOWS_LIMIT_EXCEEDED,
          "the number of pending child workflow executions, %d, has reached the per-workflow limit of %d"
              .formatted(scope.run().children().size(), limit));
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED, command)
            .setStartChildWorkflowExecutionInitiatedEventAttributes(initiated(scope, attributes)));
    scope.childrenAskedFor().add(attributes.getWorkflowId());
    return null;
  }

  @SuppressWarnings("deprecation") // Older SDKs send the deprecated field.
  private static @Nullable String problem(
      CommandScope scope, StartChildWorkflowExecutionCommandAttributes attributes) {
    var id = attributes.getWorkflowId();
    var type = attributes.getWorkflowType().getName();
    var namespace = attributes.getNamespace();
    if (!namespace.isEmpty() && !namespace.equals(scope.run().namespace())) {
      return "cross namespace commands are not allowed";
    }
    namespace = scope.run().namespace();
    if (id.isEmpty()) {
      return ("Required field WorkflowId is not set on StartChildWorkflowExecutionCommand."
              + " WorkflowType=%s Namespace=%s")
          .formatted(type, namespace);
    }
    if (type.isEmpty()) {
      return ("Required field WorkflowType is not set on StartChildWorkflowExecutionCommand."
              + " WorkflowId=%s Namespace=%s")
          .formatted(id, namespace);
    }
    var limits = scope.draft().limits();
    if (limits.isTooLong(id)) {
      return ("WorkflowId on StartChildWorkflowExecutionCommand exceeds length limit."
              + " WorkflowId=%s Length=%d Limit=%d WorkflowType=%s Namespace=%s")
          .formatted(id, EngineLimits.length(id), limits.idLength(), type, namespace);
    }
    if (limits.isTooLong(type)) {
      return ("WorkflowType on StartChildWorkflowExecutionCommand exceeds length limit."
              + " WorkflowId=%s WorkflowType=%s Length=%d Limit=%d Namespace=%s")
          .formatted(id, type, EngineLimits.length(type), limits.idLength(), namespace);
    }
    var which = " WorkflowId=%s WorkflowType=%s Namespace=%s".formatted(id, type, namespace);
    var problem = timeoutProblem(attributes, which);
    if (problem != null) {
      return problem;
    }
    var retry =
        attributes.hasRetryPolicy() ? RetryPolicies.problem(attributes.getRetryPolicy()) : null;
    if (retry != null) {
      return "invalid WorkflowRetryPolicy on StartChildWorkflowExecutionCommand: %s.%s"
          .formatted(retry, which);
    }
    var cron = CronSchedule.problem(attributes.getCronSchedule(), scope.draft().now());
    if (cron != null) {
      return "invalid CronSchedule on StartChildWorkflowExecutionCommand: %s.%s"
          .formatted(cron, which);
    }
    var priority = TaskPriority.problem(attributes.getPriority());
    if (priority != null) {
      return priority;
    }
    var queue = QueueNames.problem(attributes.getTaskQueue().getName(), limits);
    return queue == null
        ? null
        : "invalid TaskQueue on StartChildWorkflowExecutionCommand: %s.%s TaskQueue=%s"
            .formatted(queue, which, attributes.getTaskQueue().getName());
  }

  private static @Nullable String timeoutProblem(
      StartChildWorkflowExecutionCommandAttributes attributes, String which) {
    if (Times.duration(attributes.getWorkflowExecutionTimeout()).isNegative()) {
      return negative("WorkflowExecutionTimeout", which);
    }
    if (Times.duration(attributes.getWorkflowRunTimeout()).isNegative()) {
      return negative("WorkflowRunTimeout", which);
    }
    if (Times.duration(attributes.getWorkflowTaskTimeout()).isNegative()) {
      return negative("WorkflowTaskTimeout", which);
    }
    return null;
  }

  private static String negative(String timeout, String which) {
    return "Invalid %s on StartChildWorkflowExecutionCommand: negative duration.%s"
        .formatted(timeout, which);
  }

  /// The event, with all that follows from what is given filled in.
  @SuppressWarnings("deprecation") // Readers of histories look for the deprecated field.
  private static StartChildWorkflowExecutionInitiatedEventAttributes initiated(
      CommandScope scope, StartChildWorkflowExecutionCommandAttributes attributes) {
    var run = scope.run();
    var queue = attributes.getTaskQueue().getName();
    var runTimeout =
        Times.shorter(
            Times.duration(attributes.getWorkflowRunTimeout()),
            Times.duration(attributes.getWorkflowExecutionTimeout()));
    var taskTimeout =
        StartRequests.workflowTaskTimeout(
            scope.draft(), Times.duration(attributes.getWorkflowTaskTimeout()), runTimeout);
    var policy = attributes.getParentClosePolicy();
    var reuse = attributes.getWorkflowIdReusePolicy();
    var initiated =
        StartChildWorkflowExecutionInitiatedEventAttributes.newBuilder()
            .setNamespace(run.namespace())
            .setWorkflowId(attributes.getWorkflowId())
            .setWorkflowType(attributes.getWorkflowType())
            .setTaskQueue(
                TaskQueue.newBuilder()
                    .setName(queue.isEmpty() ? run.taskQueue() : queue)
                    .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL))
            .setWorkflowRunTimeout(Times.proto(runTimeout))
            .setWorkflowTaskTimeout(Times.proto(taskTimeout))
            .setParentClosePolicy(
                policy == ParentClosePolicy.PARENT_CLOSE_POLICY_UNSPECIFIED
                        || policy == ParentClosePolicy.UNRECOGNIZED
                    ? ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE
                    : policy)
            .setControl(attributes.getControl())
            .setWorkflowTaskCompletedEventId(scope.completedEventId())
            .setWorkflowIdReusePolicy(
                reuse == WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_UNSPECIFIED
                        || reuse == WorkflowIdReusePolicy.UNRECOGNIZED
                    ? WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE
                    : reuse)
            .setCronSchedule(attributes.getCronSchedule())
            .setInheritBuildId(attributes.getInheritBuildId());
    if (attributes.hasWorkflowExecutionTimeout()) {
      initiated.setWorkflowExecutionTimeout(attributes.getWorkflowExecutionTimeout());
    }
    if (attributes.hasInput()) {
      initiated.setInput(attributes.getInput());
    }
    if (attributes.hasRetryPolicy()) {
      initiated.setRetryPolicy(RetryPolicies.withDefaults(attributes.getRetryPolicy()));
    }
    if (attributes.hasHeader()) {
      initiated.setHeader(attributes.getHeader());
    }
    if (attributes.hasMemo()) {
      initiated.setMemo(attributes.getMemo());
    }
    if (attributes.hasSearchAttributes()) {
      initiated.setSearchAttributes(attributes.getSearchAttributes());
    }
    if (attributes.hasPriority()) {
      initiated.setPriority(attributes.getPriority());
    }
    return initiated.build();
  }

  private static CommandFailure bad(String message, boolean terminates) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_START_CHILD_EXECUTION_ATTRIBUTES,
        message,
        terminates);
  }
}
