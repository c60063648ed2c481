package dev.perdure.engine.run;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.retry.RetryPolicies;
import dev.perdure.engine.state.Times;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Checks what a start asks for, and turns it into the run's first event.
public final class StartRequests {
  private StartRequests() {}

  /// Why the server does not take this start, null if it does.
  static @Nullable Rejection problem(Draft draft, StartWorkflowExecutionRequest request) {
    if (!request.getCronSchedule().isEmpty()) {
      return unsupported("a cron schedule");
    }
    if (request.getCompletionCallbacksCount() > 0
        || request.getOnConflictOptions().getAttachCompletionCallbacks()) {
      return unsupported("completion callbacks");
    }
    if (request.hasVersioningOverride()) {
      return unsupported("a versioning override");
    }
    int limit = draft.limits().blobBytes();
    if (request.getInput().getSerializedSize() > limit) {
      return Rejection.invalidArgument("Blob data size exceeds limit.");
    }
    if (request.getMemo().getSerializedSize() > limit) {
      return Rejection.invalidArgument("Memo size exceeds limit.");
    }
    var timeout = timeoutProblem(request);
    if (timeout != null) {
      return Rejection.invalidArgument(timeout);
    }
    var retry = request.hasRetryPolicy() ? RetryPolicies.problem(request.getRetryPolicy()) : null;
    return retry == null ? null : Rejection.invalidArgument(retry);
  }

  private static @Nullable String timeoutProblem(StartWorkflowExecutionRequest request) {
    if (Times.duration(request.getWorkflowExecutionTimeout()).isNegative()) {
      return "Invalid WorkflowExecutionTimeoutSeconds: negative duration";
    }
    if (Times.duration(request.getWorkflowRunTimeout()).isNegative()) {
      return "Invalid WorkflowRunTimeoutSeconds: negative duration";
    }
    if (Times.duration(request.getWorkflowTaskTimeout()).isNegative()) {
      return "Invalid WorkflowTaskTimeoutSeconds: negative duration";
    }
    if (Times.duration(request.getWorkflowStartDelay()).isNegative()) {
      return "Invalid WorkflowStartDelay: negative duration";
    }
    return null;
  }

  private static Rejection unsupported(String what) {
    return new Rejection(
        Rejection.Code.UNIMPLEMENTED,
        "starting a workflow with " + what + " is not supported yet by this server",
        null);
  }

  /// The first event of a chain's first run.
  static WorkflowExecutionStartedEventAttributes.Builder started(
      Draft draft, String runId, StartWorkflowExecutionRequest request) {
    var executionTimeout = Times.duration(request.getWorkflowExecutionTimeout());
    var runTimeout =
        Times.shorter(Times.duration(request.getWorkflowRunTimeout()), executionTimeout);
    var started =
        WorkflowExecutionStartedEventAttributes.newBuilder()
            .setWorkflowType(request.getWorkflowType())
            .setTaskQueue(
                TaskQueue.newBuilder()
                    .setName(request.getTaskQueue().getName())
                    .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL))
            .setWorkflowTaskTimeout(
                Times.proto(
                    workflowTaskTimeout(
                        draft, Times.duration(request.getWorkflowTaskTimeout()), runTimeout)))
            .setOriginalExecutionRunId(runId)
            .setFirstExecutionRunId(runId)
            .setIdentity(request.getIdentity())
            .setAttempt(1)
            .setFirstWorkflowTaskBackoff(
                Times.proto(Times.duration(request.getWorkflowStartDelay())))
            .setWorkflowId(request.getWorkflowId());
    if (request.hasWorkflowRunTimeout() || !runTimeout.isZero()) {
      started.setWorkflowRunTimeout(Times.proto(runTimeout));
    }
    if (!executionTimeout.isZero()) {
      started.setWorkflowExecutionTimeout(Times.proto(executionTimeout));
      started.setWorkflowExecutionExpirationTime(
          Times.timestamp(draft.now().plus(executionTimeout)));
    }
    if (request.hasInput()) {
      started.setInput(request.getInput());
    }
    if (request.hasRetryPolicy()) {
      started.setRetryPolicy(RetryPolicies.withDefaults(request.getRetryPolicy()));
    }
    if (request.hasMemo()) {
      started.setMemo(request.getMemo());
    }
    if (request.hasSearchAttributes()) {
      started.setSearchAttributes(request.getSearchAttributes());
    }
    if (request.hasHeader()) {
      started.setHeader(request.getHeader());
    }
    if (request.hasContinuedFailure()) {
      started.setContinuedFailure(request.getContinuedFailure());
    }
    if (request.hasLastCompletionResult()) {
      started.setLastCompletionResult(request.getLastCompletionResult());
    }
    if (request.hasPriority()) {
      started.setPriority(request.getPriority());
    }
    return started;
  }

  /// The workflow task timeout that a run gets: never longer than the run itself may last.
  public static Duration workflowTaskTimeout(Draft draft, Duration wished, Duration runTimeout) {
    var limits = draft.limits();
    var timeout = wished.isZero() ? limits.defaultWorkflowTaskTimeout() : wished;
    return Times.shorter(Times.shorter(timeout, limits.maxWorkflowTaskTimeout()), runTimeout);
  }

  /// The start in a signal with start.
  static StartWorkflowExecutionRequest of(SignalWithStartWorkflowExecutionRequest request) {
    var start =
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace(request.getNamespace())
            .setWorkflowId(request.getWorkflowId())
            .setWorkflowType(request.getWorkflowType())
            .setTaskQueue(request.getTaskQueue())
            .setWorkflowExecutionTimeout(request.getWorkflowExecutionTimeout())
            .setWorkflowTaskTimeout(request.getWorkflowTaskTimeout())
            .setIdentity(request.getIdentity())
            .setRequestId(request.getRequestId())
            .setWorkflowIdReusePolicyValue(request.getWorkflowIdReusePolicyValue())
            .setWorkflowIdConflictPolicyValue(request.getWorkflowIdConflictPolicyValue())
            .setCronSchedule(request.getCronSchedule())
            .setWorkflowStartDelay(request.getWorkflowStartDelay());
    if (request.hasWorkflowRunTimeout()) {
      start.setWorkflowRunTimeout(request.getWorkflowRunTimeout());
    }
    if (request.hasInput()) {
      start.setInput(request.getInput());
    }
    if (request.hasRetryPolicy()) {
      start.setRetryPolicy(request.getRetryPolicy());
    }
    if (request.hasMemo()) {
      start.setMemo(request.getMemo());
    }
    if (request.hasSearchAttributes()) {
      start.setSearchAttributes(request.getSearchAttributes());
    }
    if (request.hasHeader()) {
      start.setHeader(request.getHeader());
    }
    if (request.hasUserMetadata()) {
      start.setUserMetadata(request.getUserMetadata());
    }
    if (request.hasVersioningOverride()) {
      start.setVersioningOverride(request.getVersioningOverride());
    }
    if (request.hasPriority()) {
      start.setPriority(request.getPriority());
    }
    return start.build();
  }
}
