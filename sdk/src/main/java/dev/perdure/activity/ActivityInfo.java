package dev.perdure.activity;

import dev.perdure.common.Details;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is known about an activity and the attempt that runs.
public interface ActivityInfo {
  /// The activity's id, unique among the workflow's pending activities.
  String activityId();

  /// The activity type's name.
  String activityType();

  /// The number of this attempt, from 1.
  int attempt();

  /// What the last heartbeat of an earlier attempt said.
  Details heartbeatDetails();

  /// The namespace.
  String namespace();

  /// The task queue that this attempt came from.
  String taskQueue();

  /// The token by which this attempt can be completed from elsewhere.
  byte[] taskToken();

  /// The id of the workflow that scheduled the activity; empty for a standalone activity.
  Optional<String> workflowId();

  /// The run id of that workflow; empty for a standalone activity.
  Optional<String> workflowRunId();

  /// The type of that workflow; empty for a standalone activity.
  Optional<String> workflowType();

  /// The run id of a standalone activity; empty for an activity of a workflow.
  Optional<String> activityRunId();

  /// Whether a workflow scheduled the activity.
  default boolean isInWorkflow() {
    return workflowId().isPresent();
  }

  /// Whether the activity runs inside the workflow task, without a task queue.
  boolean isLocal();

  /// When the first attempt was scheduled.
  Instant scheduledTime();

  /// When this attempt was scheduled.
  Instant currentAttemptScheduledTime();

  /// When this attempt was given to a worker.
  Instant startedTime();

  /// The time allowed from the first scheduling to the end, over all attempts; zero when there is
  /// no limit.
  Duration scheduleToCloseTimeout();

  /// The time allowed to one attempt; zero when there is no limit.
  Duration startToCloseTimeout();

  /// The time allowed between heartbeats; zero when none are expected.
  Duration heartbeatTimeout();

  /// How the activity is tried again when it fails; empty when the server does not tell.
  Optional<RetryPolicy> retryPolicy();

  /// The order of its tasks among those of the task queue; what neither it nor its workflow sets is
  /// not set here.
  Priority priority();
}
