package dev.perdure.workflow;

import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.VersioningIntent;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How an activity is run. One of the start-to-close and schedule-to-close timeouts is required, so
/// options begin with it:
///
/// ```java
/// ActivityOptions.startToClose(ofSeconds(10)).withRetryPolicy(RetryPolicy.attempts(5))
/// ```
///
/// Immutable: each `with…` method returns new options. A timeout that is not positive is refused
/// with an [IllegalArgumentException].
public final class ActivityOptions {
  private @Nullable Duration startToCloseTimeout;
  private @Nullable Duration scheduleToCloseTimeout;
  private @Nullable Duration scheduleToStartTimeout;
  private @Nullable Duration heartbeatTimeout;
  private @Nullable RetryPolicy retryPolicy;
  private @Nullable String taskQueue;
  private @Nullable String activityId;
  private @Nullable String summary;
  private @Nullable Priority priority;
  private @Nullable VersioningIntent versioningIntent;
  private ActivityCancellationType cancellationType = ActivityCancellationType.TRY_CANCEL;
  private boolean eagerExecution = true;

  private ActivityOptions() {}

  /// Written to only before it is handed out.
  private ActivityOptions(ActivityOptions original) {
    startToCloseTimeout = original.startToCloseTimeout;
    scheduleToCloseTimeout = original.scheduleToCloseTimeout;
    scheduleToStartTimeout = original.scheduleToStartTimeout;
    heartbeatTimeout = original.heartbeatTimeout;
    retryPolicy = original.retryPolicy;
    taskQueue = original.taskQueue;
    activityId = original.activityId;
    summary = original.summary;
    priority = original.priority;
    versioningIntent = original.versioningIntent;
    cancellationType = original.cancellationType;
    eagerExecution = original.eagerExecution;
  }

  private ActivityOptions with(Consumer<ActivityOptions> change) {
    var copy = new ActivityOptions(this);
    change.accept(copy);
    return copy;
  }

  /// Options with a limit for each attempt.
  public static ActivityOptions startToClose(Duration timeout) {
    return new ActivityOptions().withStartToCloseTimeout(timeout);
  }

  /// Options with a limit for all attempts together, waits included.
  public static ActivityOptions scheduleToClose(Duration timeout) {
    return new ActivityOptions().withScheduleToCloseTimeout(timeout);
  }

  /// The same with a limit for each attempt. Without it there is that for all of them.
  public ActivityOptions withStartToCloseTimeout(Duration timeout) {
    return with(
        copy -> copy.startToCloseTimeout = Timeouts.positive(timeout, "start-to-close timeout"));
  }

  /// The same with a limit for all attempts together, waits included. Without it there is that of
  /// the workflow's run.
  public ActivityOptions withScheduleToCloseTimeout(Duration timeout) {
    return with(
        copy ->
            copy.scheduleToCloseTimeout = Timeouts.positive(timeout, "schedule-to-close timeout"));
  }

  /// The same with a limit for the wait in the task queue; there is none without it. Reaching it is
  /// final: there is no retry.
  public ActivityOptions withScheduleToStartTimeout(Duration timeout) {
    return with(
        copy ->
            copy.scheduleToStartTimeout = Timeouts.positive(timeout, "schedule-to-start timeout"));
  }

  /// The same with a limit for the time between two heartbeats. Without it the activity need not
  /// heartbeat; that it is to stop it learns by heartbeats only.
  public ActivityOptions withHeartbeatTimeout(Duration timeout) {
    return with(copy -> copy.heartbeatTimeout = Timeouts.positive(timeout, "heartbeat timeout"));
  }

  /// The same with a retry policy. Without one the server's is used: see [RetryPolicy].
  public ActivityOptions withRetryPolicy(RetryPolicy policy) {
    return with(copy -> copy.retryPolicy = policy);
  }

  /// The same with a task queue. Without one it is the workflow worker's.
  public ActivityOptions withTaskQueue(String queue) {
    return with(copy -> copy.taskQueue = queue);
  }

  /// The same with an id, which must be unique among the workflow's open activities. Without one
  /// activities are numbered.
  public ActivityOptions withActivityId(String id) {
    return with(copy -> copy.activityId = id);
  }

  /// The same with a line of text for user interfaces.
  public ActivityOptions withSummary(String text) {
    return with(copy -> copy.summary = text);
  }

  /// The same with a priority. What it does not set is the workflow's.
  public ActivityOptions withPriority(Priority value) {
    return with(copy -> copy.priority = value);
  }

  /// The same with which workers may take it: see [VersioningIntent].
  public ActivityOptions withVersioningIntent(VersioningIntent intent) {
    return with(copy -> copy.versioningIntent = intent);
  }

  /// The same with what cancelling means; [ActivityCancellationType#TRY_CANCEL] unless set.
  public ActivityOptions withCancellationType(ActivityCancellationType type) {
    return with(copy -> copy.cancellationType = type);
  }

  /// The same with or without leave for the server to hand the activity straight to the worker that
  /// runs the workflow. It has leave unless set.
  public ActivityOptions withEagerExecution(boolean allowed) {
    return with(copy -> copy.eagerExecution = allowed);
  }

  /// The limit for each attempt; null for none.
  public @Nullable Duration startToCloseTimeout() {
    return startToCloseTimeout;
  }

  /// The limit for all attempts together; null for none.
  public @Nullable Duration scheduleToCloseTimeout() {
    return scheduleToCloseTimeout;
  }

  /// The limit for the wait in the task queue; null for none.
  public @Nullable Duration scheduleToStartTimeout() {
    return scheduleToStartTimeout;
  }

  /// The limit for the time between two heartbeats; null for none.
  public @Nullable Duration heartbeatTimeout() {
    return heartbeatTimeout;
  }

  /// The retry policy; null for the server's.
  public @Nullable RetryPolicy retryPolicy() {
    return retryPolicy;
  }

  /// The task queue; null for the workflow worker's.
  public @Nullable String taskQueue() {
    return taskQueue;
  }

  /// The activity's id; null for a number.
  public @Nullable String activityId() {
    return activityId;
  }

  /// A line of text for user interfaces; null for none.
  public @Nullable String summary() {
    return summary;
  }

  /// The priority; null for the workflow's.
  public @Nullable Priority priority() {
    return priority;
  }

  /// Which workers may take it; null when not said.
  public @Nullable VersioningIntent versioningIntent() {
    return versioningIntent;
  }

  /// What cancelling means.
  public ActivityCancellationType cancellationType() {
    return cancellationType;
  }

  /// Whether the server may hand the activity straight to the worker that runs the workflow.
  public boolean eagerExecution() {
    return eagerExecution;
  }
}
