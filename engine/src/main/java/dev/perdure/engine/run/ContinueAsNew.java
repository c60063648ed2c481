package dev.perdure.engine.run;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.attribute.AttributeCheck;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.decision.QueueNames;
import dev.perdure.engine.retry.RetryPolicies;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.ContinueAsNewInitiator;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.WorkflowExecutionContinuedAsNewEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The command by which a workflow goes on in a new run, with a fresh history.
public final class ContinueAsNew {
  private ContinueAsNew() {}

  public static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    if (scope.hasUnhandledEvents()) {
      return CloseCommands.unhandled();
    }
    var attributes = command.getContinueAsNewWorkflowExecutionCommandAttributes();
    var failure = check(scope, attributes);
    if (failure != null) {
      return failure;
    }
    var old = scope.run();
    var runId = scope.draft().ids().next();
    var next = next(scope, old, runId, attributes);
    if (Times.duration(next.getFirstWorkflowTaskBackoff()).isZero()) {
      next.clearFirstWorkflowTaskBackoff();
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW, command)
            .setWorkflowExecutionContinuedAsNewEventAttributes(
                closing(scope, attributes, next, runId)));
    NewRun.follow(scope.draft(), old, runId, next);
    return null;
  }

  private static @Nullable CommandFailure check(
      CommandScope scope, ContinueAsNewWorkflowExecutionCommandAttributes attributes) {
    var limits = scope.draft().limits();
    var type = attributes.getWorkflowType().getName();
    if (limits.isTooLong(type)) {
      return bad(
          ("WorkflowType on ContinueAsNewWorkflowExecutionCommand exceeds length limit."
                  + " WorkflowType=%s Length=%d Limit=%d")
              .formatted(type, EngineLimits.length(type), limits.idLength()),
          false);
    }
    var queue = QueueNames.problem(attributes.getTaskQueue().getName(), limits);
    if (queue != null) {
      return bad(
          "error validating ContinueAsNewWorkflowExecutionCommand TaskQueue: %s.%s"
              .formatted(queue, which(scope, attributes)),
          false);
    }
    if (Times.duration(attributes.getWorkflowRunTimeout()).isNegative()) {
      return negative(scope, "WorkflowRunTimeout", attributes);
    }
    if (Times.duration(attributes.getWorkflowTaskTimeout()).isNegative()) {
      return negative(scope, "WorkflowTaskTimeout", attributes);
    }
    if (Times.duration(attributes.getBackoffStartInterval()).isNegative()) {
      return negative(scope, "BackoffStartInterval", attributes);
    }
    var retry =
        attributes.hasRetryPolicy() ? RetryPolicies.problem(attributes.getRetryPolicy()) : null;
    if (retry != null) {
      return bad(
          "invalid WorkflowRetryPolicy on ContinueAsNewWorkflowExecutionCommand: %s.%s"
              .formatted(retry, which(scope, attributes)),
          false);
    }
    var attribute =
        AttributeCommands.problem(
            scope,
            attributes.getSearchAttributes().getIndexedFieldsMap(),
            "invalid SearchAttributes on ContinueAsNewWorkflowExecutionCommand: %s.%s",
            which(scope, attributes));
    if (attribute != null) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES, attribute);
    }
    int blobLimit = limits.blobBytes();
    if (attributes.getInput().getSerializedSize() > blobLimit) {
      return bad(
          "ContinueAsNewWorkflowExecutionCommandAttributes. Input exceeds size limit.", true);
    }
    if (attributes.getMemo().getSerializedSize() > blobLimit) {
      return bad("ContinueAsNewWorkflowExecutionCommandAttributes. Memo exceeds size limit.", true);
    }
    var tooLarge = AttributeCheck.tooLarge(attributes.getSearchAttributes());
    return tooLarge == null ? null : bad(tooLarge, true);
  }

  /// The new run's first event: what the command says, and what it leaves out from the old run.
  private static WorkflowExecutionStartedEventAttributes.Builder next(
      CommandScope scope,
      RunState old,
      String runId,
      ContinueAsNewWorkflowExecutionCommandAttributes attributes) {
    var next = NewRun.following(old, runId, initiator(attributes), backoff(scope, attributes));
    if (!attributes.getWorkflowType().getName().isEmpty()) {
      next.setWorkflowType(
          WorkflowType.newBuilder().setName(attributes.getWorkflowType().getName()));
    }
    if (!attributes.getTaskQueue().getName().isEmpty()) {
      next.setTaskQueue(
          TaskQueue.newBuilder()
              .setName(attributes.getTaskQueue().getName())
              .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL));
    }
    var runTimeout = Times.duration(attributes.getWorkflowRunTimeout());
    if (runTimeout.isZero()) {
      runTimeout = old.runTimeout();
    }
    runTimeout = Times.shorter(runTimeout, Times.duration(next.getWorkflowExecutionTimeout()));
    var taskTimeout = Times.duration(attributes.getWorkflowTaskTimeout());
    next.setWorkflowRunTimeout(Times.proto(runTimeout))
        .setWorkflowTaskTimeout(
            Times.proto(
                StartRequests.workflowTaskTimeout(
                    scope.draft(),
                    taskTimeout.isZero() ? old.workflowTaskTimeout() : taskTimeout,
                    runTimeout)));
    if (!old.priority().equals(Priority.getDefaultInstance())) {
      next.setPriority(old.priority());
    }
    if (next.getInitiator() == ContinueAsNewInitiator.CONTINUE_AS_NEW_INITIATOR_RETRY) {
      next.setAttempt(old.started().getAttempt() + 1);
    }
    return withContents(next, attributes);
  }

  /// What the command brings along. What it leaves out is not handed on: SDKs send what they want
  /// to keep.
  private static WorkflowExecutionStartedEventAttributes.Builder withContents(
      WorkflowExecutionStartedEventAttributes.Builder next,
      ContinueAsNewWorkflowExecutionCommandAttributes attributes) {
    next.clearInput()
        .clearRetryPolicy()
        .clearHeader()
        .clearContinuedFailure()
        .clearLastCompletionResult()
        .setCronSchedule(attributes.getCronSchedule());
    if (attributes.hasInput()) {
      next.setInput(attributes.getInput());
    }
    if (attributes.hasRetryPolicy()) {
      next.setRetryPolicy(RetryPolicies.withDefaults(attributes.getRetryPolicy()));
    }
    if (attributes.hasHeader()) {
      next.setHeader(attributes.getHeader());
    }
    Values.memo(next, attributes.getMemo().getFieldsMap());
    Values.searchAttributes(next, attributes.getSearchAttributes().getIndexedFieldsMap());
    if (attributes.hasFailure()) {
      next.setContinuedFailure(attributes.getFailure());
    }
    if (attributes.hasLastCompletionResult()) {
      next.setLastCompletionResult(attributes.getLastCompletionResult());
    }
    return next;
  }

  private static ContinueAsNewInitiator initiator(
      ContinueAsNewWorkflowExecutionCommandAttributes attributes) {
    return switch (attributes.getInitiator()) {
      case CONTINUE_AS_NEW_INITIATOR_UNSPECIFIED, UNRECOGNIZED ->
          ContinueAsNewInitiator.CONTINUE_AS_NEW_INITIATOR_WORKFLOW;
      default -> attributes.getInitiator();
    };
  }

  private static Duration backoff(
      CommandScope scope, ContinueAsNewWorkflowExecutionCommandAttributes attributes) {
    var wished = Times.duration(attributes.getBackoffStartInterval());
    var lived = Duration.between(scope.run().executionTime(), scope.draft().now());
    var rest = scope.draft().limits().minContinueAsNewInterval().minus(lived);
    return rest.compareTo(wished) > 0 ? rest : wished;
  }

  @SuppressWarnings("deprecation") // Readers of histories look for the deprecated field.
  private static WorkflowExecutionContinuedAsNewEventAttributes closing(
      CommandScope scope,
      ContinueAsNewWorkflowExecutionCommandAttributes attributes,
      WorkflowExecutionStartedEventAttributes.Builder next,
      String runId) {
    var closing =
        WorkflowExecutionContinuedAsNewEventAttributes.newBuilder()
            .setNewExecutionRunId(runId)
            .setWorkflowType(next.getWorkflowType())
            .setTaskQueue(next.getTaskQueue())
            .setWorkflowTaskTimeout(next.getWorkflowTaskTimeout())
            .setWorkflowRunTimeout(next.getWorkflowRunTimeout())
            .setWorkflowTaskCompletedEventId(scope.completedEventId())
            .setInheritBuildId(attributes.getInheritBuildId())
            .setInitiator(attributes.getInitiator());
    if (attributes.hasBackoffStartInterval()) {
      closing.setBackoffStartInterval(attributes.getBackoffStartInterval());
    }
    if (next.hasInput()) {
      closing.setInput(next.getInput());
    }
    if (next.hasHeader()) {
      closing.setHeader(next.getHeader());
    }
    if (next.hasMemo()) {
      closing.setMemo(next.getMemo());
    }
    if (next.hasSearchAttributes()) {
      closing.setSearchAttributes(next.getSearchAttributes());
    }
    if (next.hasContinuedFailure()) {
      closing.setFailure(next.getContinuedFailure());
    }
    if (next.hasLastCompletionResult()) {
      closing.setLastCompletionResult(next.getLastCompletionResult());
    }
    return closing.build();
  }

  private static CommandFailure negative(
      CommandScope scope,
      String field,
      ContinueAsNewWorkflowExecutionCommandAttributes attributes) {
    return bad(
        "Invalid %s on ContinueAsNewWorkflowExecutionCommand: negative duration.%s"
            .formatted(field, which(scope, attributes)),
        false);
  }

  private static String which(
      CommandScope scope, ContinueAsNewWorkflowExecutionCommandAttributes attributes) {
    var type = attributes.getWorkflowType().getName();
    var queue = attributes.getTaskQueue().getName();
    return " WorkflowType=%s TaskQueue=%s"
        .formatted(
            type.isEmpty() ? scope.run().workflowType() : type,
            queue.isEmpty() ? scope.run().taskQueue() : queue);
  }

  private static CommandFailure bad(String message, boolean terminates) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_CONTINUE_AS_NEW_ATTRIBUTES,
        message,
        terminates);
  }
}
