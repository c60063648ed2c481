package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityInfo;
import dev.perdure.common.Details;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.internal.replay.LocalActivityRequest;
import dev.perdure.internal.wire.Wire;
import dev.perdure.internal.workflow.WorkflowRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is known about one attempt of a local activity.
record LocalActivityInfo(
    LocalActivityRequest request,
    WorkflowRun run,
    WorkerIdentity worker,
    int attempt,
    Instant scheduledTime,
    Instant currentAttemptScheduledTime,
    Instant startedTime)
    implements ActivityInfo {
  /// What is known of the attempt where its values are converted.
  ActivitySerializationContext context() {
    return new ActivitySerializationContext(
        namespace(),
        run.workflowId(),
        run.workflowType(),
        activityType(),
        activityId(),
        taskQueue(),
        true);
  }

  @Override
  public String activityId() {
    return request.id();
  }

  @Override
  public String activityType() {
    return request.type();
  }

  @Override
  public Details heartbeatDetails() {
    return Details.none();
  }

  @Override
  public String namespace() {
    return worker.namespace();
  }

  @Override
  public String taskQueue() {
    return worker.taskQueue();
  }

  @Override
  public byte[] taskToken() {
    return new byte[0];
  }

  @Override
  public Optional<String> workflowId() {
    return Optional.of(run.workflowId());
  }

  @Override
  public Optional<String> workflowRunId() {
    return Optional.of(run.runId());
  }

  @Override
  public Optional<String> workflowType() {
    return Optional.of(run.workflowType());
  }

  @Override
  public Optional<String> activityRunId() {
    return Optional.empty();
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public Duration scheduleToCloseTimeout() {
    return Wire.duration(request.attributes().getScheduleToCloseTimeout());
  }

  @Override
  public Duration startToCloseTimeout() {
    return Wire.duration(request.attributes().getStartToCloseTimeout());
  }

  @Override
  public Duration heartbeatTimeout() {
    return Duration.ZERO;
  }

  @Override
  public Optional<RetryPolicy> retryPolicy() {
    return Optional.of(Wire.retryPolicy(request.attributes().getRetryPolicy()));
  }

  /// A local activity waits in no task queue.
  @Override
  public Priority priority() {
    return Priority.defaults();
  }

  /// As in `Local activity charge (id 1, attempt 2) of workflow order-42`, for messages.
  @Override
  public String toString() {
    return "Local activity %s (id %s, attempt %d) of workflow %s"
        .formatted(activityType(), activityId(), attempt, run.workflowId());
  }
}
