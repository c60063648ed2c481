package dev.perdure.engine.activity;

import com.google.protobuf.Timestamp;
import dev.perdure.engine.decision.ClaimedActivityTask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.TaskPriority;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;

/// A poller takes an attempt of an activity.
public final class ClaimActivity {
  private ClaimActivity() {}

  public static Outcome<ClaimedActivityTask> decide(
      Draft draft, Request.ClaimActivityTask request) {
    var run = draft.state().run(request.runId());
    var activity = run == null ? null : run.activity(request.scheduledEventId());
    if (run == null
        || activity == null
        || !activity.isWaiting()
        || activity.stamp() != request.stamp()
        || activity.scheduledTime().isAfter(draft.now())) {
      return Decision.reject(Rejection.notFound("Activity task not found."));
    }
    return Decision.accept(
        start(draft, run, activity, request.identity(), request.requestId(), request.epoch()));
  }

  /// Hands an attempt that nobody has to a worker.
  ///
  /// @param epoch the server's boot if the worker runs in its process, else 0
  public static ClaimedActivityTask start(
      Draft draft,
      RunState run,
      PendingActivity activity,
      String identity,
      String requestId,
      long epoch) {
    draft.note(
        new Note.ActivityStarted(
            run.runId(),
            activity.scheduledEventId(),
            activity.attempt(),
            draft.now(),
            requestId,
            identity,
            epoch));
    var token =
        new TaskToken(
            TaskToken.Kind.ACTIVITY,
            run.namespace(),
            run.workflowId(),
            run.runId(),
            activity.scheduledEventId(),
            0,
            activity.attempt(),
            activity.stamp(),
            activity.activityId());
    return new ClaimedActivityTask(token, response(run, activity, token, draft.timestamp()));
  }

  private static PollActivityTaskQueueResponse response(
      RunState run, PendingActivity activity, TaskToken token, Timestamp now) {
    var scheduled = activity.scheduled();
    var response =
        PollActivityTaskQueueResponse.newBuilder()
            .setTaskToken(token.toBytes())
            .setWorkflowNamespace(run.namespace())
            .setWorkflowType(run.started().getWorkflowType())
            .setWorkflowExecution(run.execution())
            .setActivityType(scheduled.getActivityType())
            .setActivityId(scheduled.getActivityId())
            .setScheduledTime(Times.timestamp(activity.firstScheduledTime()))
            .setCurrentAttemptScheduledTime(Times.timestamp(activity.scheduledTime()))
            .setStartedTime(now)
            .setAttempt(activity.attempt())
            .setScheduleToCloseTimeout(scheduled.getScheduleToCloseTimeout())
            .setStartToCloseTimeout(scheduled.getStartToCloseTimeout())
            .setHeartbeatTimeout(scheduled.getHeartbeatTimeout())
            .setRetryPolicy(scheduled.getRetryPolicy());
    if (scheduled.hasHeader()) {
      response.setHeader(scheduled.getHeader());
    }
    if (scheduled.hasInput()) {
      response.setInput(scheduled.getInput());
    }
    var priority = TaskPriority.merged(run, activity);
    if (!priority.equals(Priority.getDefaultInstance())) {
      response.setPriority(priority);
    }
    if (activity.heartbeatDetails() != null) {
      response.setHeartbeatDetails(activity.heartbeatDetails());
    }
    return response.build();
  }
}
