package dev.perdure.engine.run;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.CompletionCallback;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.PendingChild;
import dev.perdure.engine.state.PendingWorkflowTask;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.enums.v1.CallbackState;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.PendingWorkflowTaskState;
import io.temporal.api.enums.v1.VersioningBehavior;
import io.temporal.api.workflow.v1.CallbackInfo;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.PendingChildExecutionInfo;
import io.temporal.api.workflow.v1.PendingWorkflowTaskInfo;
import io.temporal.api.workflow.v1.RequestIdInfo;
import io.temporal.api.workflow.v1.ResetPoints;
import io.temporal.api.workflow.v1.WorkflowExecutionConfig;
import io.temporal.api.workflow.v1.WorkflowExecutionExtendedInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionVersioningInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import java.time.Duration;
import java.time.Instant;

/// All that can be said of a run.
public final class DescribeWorkflow {
  private DescribeWorkflow() {}

  public static Outcome<DescribeWorkflowExecutionResponse> decide(
      Draft draft, Request.Describe request) {
    var run = draft.state().run(request.runId());
    if (run == null) {
      return Decision.reject(Rejection.noSuchRun(draft.state().key().id(), request.runId()));
    }
    var response =
        DescribeWorkflowExecutionResponse.newBuilder()
            .setExecutionConfig(config(run))
            .setWorkflowExecutionInfo(info(run))
            .setWorkflowExtendedInfo(extendedInfo(run));
    for (var activity : run.activities()) {
      response.addPendingActivities(pending(activity, draft.now()));
    }
    for (var child : run.children()) {
      response.addPendingChildren(pending(child));
    }
    for (var callback : run.callbacks()) {
      response.addCallbacks(info(callback, draft.now()));
    }
    var task = run.workflowTask();
    if (task != null) {
      response.setPendingWorkflowTask(pending(task));
    }
    return Decision.accept(response.build());
  }

  private static WorkflowExecutionConfig config(RunState run) {
    var started = run.started();
    var config =
        WorkflowExecutionConfig.newBuilder()
            .setTaskQueue(started.getTaskQueue())
            .setWorkflowExecutionTimeout(started.getWorkflowExecutionTimeout())
            .setWorkflowRunTimeout(started.getWorkflowRunTimeout())
            .setDefaultWorkflowTaskTimeout(started.getWorkflowTaskTimeout());
    if (!run.userMetadata().equals(run.userMetadata().getDefaultInstanceForType())) {
      config.setUserMetadata(run.userMetadata());
    }
    return config.build();
  }

  @SuppressWarnings("deprecation") // Older SDKs say their version in a deprecated field.
  private static WorkflowExecutionInfo info(RunState run) {
    var info = run.summary().info().toBuilder().setHistoryLength(run.lastEventId());
    if (!run.resetPoints().isEmpty()) {
      info.setAutoResetPoints(ResetPoints.newBuilder().addAllPoints(run.resetPoints()));
    }
    if (!run.priority().equals(Priority.getDefaultInstance())) {
      info.setPriority(run.priority());
    }
    if (run.lastWorker().hasWorkerVersion()) {
      info.setMostRecentWorkerVersionStamp(run.lastWorker().getWorkerVersion());
    }
    if (!run.started().getParentWorkflowNamespaceId().isEmpty()) {
      info.setParentNamespaceId(run.started().getParentWorkflowNamespaceId());
    }
    versioning(run, info);
    return info.build();
  }

  @SuppressWarnings("deprecation") // Some clients read the older form of the version.
  private static void versioning(RunState run, WorkflowExecutionInfo.Builder info) {
    var worker = run.lastWorker();
    var override = run.versioningOverride();
    boolean isVersioned =
        worker.getVersioningBehavior() != VersioningBehavior.VERSIONING_BEHAVIOR_UNSPECIFIED;
    if (override == null && !isVersioned) {
      return;
    }
    var versioning =
        WorkflowExecutionVersioningInfo.newBuilder()
            .setBehaviorValue(worker.getVersioningBehaviorValue())
            .setVersion(worker.getWorkerDeploymentVersion());
    if (worker.hasDeploymentVersion()) {
      versioning.setDeploymentVersion(worker.getDeploymentVersion());
    }
    if (override != null) {
      versioning.setVersioningOverride(VersioningOverrides.modern(override));
    }
    info.setVersioningInfo(versioning).setWorkerDeploymentName(worker.getWorkerDeploymentName());
  }

  private static WorkflowExecutionExtendedInfo extendedInfo(RunState run) {
    var info =
        WorkflowExecutionExtendedInfo.newBuilder()
            .setCancelRequested(run.cancelRequested())
            .setOriginalStartTime(run.events().getFirst().event().getEventTime())
            .setResetRunId(run.resets().nextRunId());
    if (run.resets().isReset()) {
      info.setLastResetTime(Times.timestamp(run.startTime()));
    }
    var runExpiration = run.runExpiration();
    if (runExpiration != null) {
      info.setRunExpirationTime(Times.timestamp(runExpiration));
    }
    var executionExpiration = run.executionExpiration();
    if (executionExpiration != null) {
      info.setExecutionExpirationTime(Times.timestamp(executionExpiration));
    }
    for (var entry : run.requests().entrySet()) {
      var request = entry.getValue();
      info.putRequestIdInfos(
          entry.getKey(),
          RequestIdInfo.newBuilder()
              .setEventType(request.eventType())
              .setEventId(request.eventId())
              .setBuffered(request.eventId() == 0)
              .build());
    }
    return info.build();
  }

  private static PendingWorkflowTaskInfo pending(PendingWorkflowTask task) {
    var info =
        PendingWorkflowTaskInfo.newBuilder()
            .setState(
                task.isStarted()
                    ? PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_STARTED
                    : PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED)
            .setScheduledTime(Times.timestamp(task.scheduledTime()))
            .setOriginalScheduledTime(Times.timestamp(task.originalScheduledTime()))
            .setAttempt(task.attempt());
    var started = task.startedTime();
    if (started != null) {
      info.setStartedTime(Times.timestamp(started));
    }
    return info.build();
  }

  private static PendingChildExecutionInfo pending(PendingChild child) {
    return PendingChildExecutionInfo.newBuilder()
        .setWorkflowId(child.workflowId())
        .setRunId(child.runId())
        .setWorkflowTypeName(child.initiated().getWorkflowType().getName())
        .setInitiatedId(child.initiatedEventId())
        .setParentClosePolicy(child.initiated().getParentClosePolicy())
        .build();
  }

  private static CallbackInfo info(CompletionCallback callback, Instant now) {
    var info =
        CallbackInfo.newBuilder()
            .setCallback(callback.callback())
            .setTrigger(
                CallbackInfo.Trigger.newBuilder()
                    .setWorkflowClosed(CallbackInfo.WorkflowClosed.getDefaultInstance()))
            .setRegistrationTime(Times.timestamp(callback.registered()))
            .setState(callback.state())
            .setAttempt(callback.attempts());
    var last = callback.lastAttempt();
    if (last != null) {
      info.setLastAttemptCompleteTime(Times.timestamp(last));
    }
    if (callback.lastFailure() != null) {
      info.setLastAttemptFailure(callback.lastFailure());
    }
    var next = callback.nextAttempt();
    if (next != null && callback.isBackingOff(now)) {
      info.setNextAttemptScheduleTime(Times.timestamp(next));
    } else if (next != null) {
      info.setState(CallbackState.CALLBACK_STATE_SCHEDULED); // It is being told again.
    }
    return info.build();
  }

  private static PendingActivityInfo pending(PendingActivity activity, Instant now) {
    var scheduled = activity.scheduled();
    var info =
        PendingActivityInfo.newBuilder()
            .setActivityId(scheduled.getActivityId())
            .setActivityType(scheduled.getActivityType())
            .setState(state(activity))
            .setAttempt(activity.attempt())
            .setMaximumAttempts(scheduled.getRetryPolicy().getMaximumAttempts())
            .setLastWorkerIdentity(activity.identity())
            .setActivityOptions(activity.options());
    var pause = activity.pause();
    if (pause != null) {
      info.setPaused(true).setPauseInfo(pauseInfo(pause));
    }
    if (scheduled.hasPriority()) {
      info.setPriority(scheduled.getPriority());
    }
    var expiration =
        Times.deadline(activity.firstScheduledTime(), activity.timeouts().scheduleToClose());
    if (expiration != null) {
      info.setExpirationTime(Times.timestamp(expiration));
    }
    if (activity.heartbeatDetails() != null) {
      info.setHeartbeatDetails(activity.heartbeatDetails());
    }
    var heartbeat = activity.heartbeatTime();
    if (heartbeat != null) {
      info.setLastHeartbeatTime(Times.timestamp(heartbeat));
    }
    var started = activity.lastStartedTime();
    if (started != null) {
      info.setLastStartedTime(Times.timestamp(started));
    }
    if (activity.lastFailure() != null) {
      info.setLastFailure(activity.lastFailure());
    }
    var completed = activity.lastCompletedTime();
    if (completed != null) {
      info.setLastAttemptCompleteTime(Times.timestamp(completed));
    }
    if (!activity.isStarted()) {
      info.setScheduledTime(Times.timestamp(activity.scheduledTime()));
      if (completed != null && !activity.isPaused()) {
        info.setCurrentRetryInterval(
            Times.proto(Duration.between(completed, activity.scheduledTime())));
        if (activity.scheduledTime().isAfter(now)) {
          info.setNextAttemptScheduleTime(Times.timestamp(activity.scheduledTime()));
        }
      }
    }
    return info.build();
  }

  private static PendingActivityInfo.PauseInfo pauseInfo(PendingActivity.Pause pause) {
    return PendingActivityInfo.PauseInfo.newBuilder()
        .setPauseTime(Times.timestamp(pause.time()))
        .setManual(
            PendingActivityInfo.PauseInfo.Manual.newBuilder()
                .setIdentity(pause.identity())
                .setReason(pause.reason()))
        .build();
  }

  private static PendingActivityState state(PendingActivity activity) {
    if (activity.cancelRequested()) {
      return PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED;
    }
    if (activity.isPaused()) {
      return activity.isStarted()
          ? PendingActivityState.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED
          : PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED;
    }
    return activity.isStarted()
        ? PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
        : PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED;
  }
}
