package dev.perdure.engine.run;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.retry.RetryPolicies;
import dev.perdure.engine.state.Times;
import io.temporal.api.enums.v1.ContinueAsNewInitiator;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.time.Duration;

/// Turns what a start asks for into the run's first event.
public final class StartRequests {
  private StartRequests() {}

  /// The first event, with what surrounds its attributes.
  static HistoryEvent.Builder event(
      WorkflowExecutionStartedEventAttributes.Builder started,
      StartWorkflowExecutionRequest request) {
    var event = NewRun.event(started).addAllLinks(request.getLinksList());
    if (!request.getUserMetadata().equals(UserMetadata.getDefaultInstance())) {
      event.setUserMetadata(request.getUserMetadata());
    }
    return event;
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
            .setFirstWorkflowTaskBackoff(Times.proto(backoff(draft, request)))
            .setWorkflowId(request.getWorkflowId())
            .setCronSchedule(request.getCronSchedule());
    if (!request.getCronSchedule().isEmpty()) {
      started.setInitiator(ContinueAsNewInitiator.CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE);
    }
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
    Values.memo(started, request.getMemo().getFieldsMap());
    Values.searchAttributes(started, request.getSearchAttributes().getIndexedFieldsMap());
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
    started.addAllCompletionCallbacks(request.getCompletionCallbacksList());
    return started;
  }

  /// How long the first workflow task waits: until the first slot, or as long as the start says.
  private static Duration backoff(Draft draft, StartWorkflowExecutionRequest request) {
    var delay = Times.duration(request.getWorkflowStartDelay());
    if (request.getCronSchedule().isEmpty() || !delay.isZero()) {
      return delay;
    }
    var wait = CronRun.backoff(request.getCronSchedule(), draft.now(), draft.now());
    return wait == null ? Duration.ZERO : wait;
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
            .addAllLinks(request.getLinksList())
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
