package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityInfo;
import dev.perdure.common.Details;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.PayloadOwner;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a polled task says about its activity.
record PolledActivityInfo(
    PollActivityTaskQueueResponse task, String namespace, String taskQueue, DataConverter converter)
    implements ActivityInfo {
  /// An attempt, with the converter for its values.
  static PolledActivityInfo of(
      PollActivityTaskQueueResponse task,
      String namespace,
      String taskQueue,
      DataConverter converter) {
    var plain = new PolledActivityInfo(task, namespace, taskQueue, converter);
    return new PolledActivityInfo(
        task, namespace, taskQueue, converter.withContext(plain.context()));
  }

  /// What is known of the attempt where its values are converted.
  ActivitySerializationContext context() {
    return new ActivitySerializationContext(
        namespace,
        workflowId().orElse(null),
        workflowType().orElse(null),
        activityType(),
        activityId(),
        taskQueue,
        isLocal());
  }

  PayloadOwner owner() {
    return PayloadOwner.of(context());
  }

  /// The same with the task as it was decoded.
  PolledActivityInfo with(PollActivityTaskQueueResponse decoded) {
    return new PolledActivityInfo(decoded, namespace, taskQueue, converter);
  }

  @Override
  public String activityId() {
    return task.getActivityId();
  }

  @Override
  public String activityType() {
    return task.getActivityType().getName();
  }

  @Override
  public int attempt() {
    return Math.max(1, task.getAttempt());
  }

  @Override
  public Details heartbeatDetails() {
    return converter.decodeDetails(task.getHeartbeatDetails());
  }

  @Override
  public byte[] taskToken() {
    return task.getTaskToken().toByteArray();
  }

  @Override
  public Optional<String> workflowId() {
    return present(task.getWorkflowExecution().getWorkflowId());
  }

  @Override
  public Optional<String> workflowRunId() {
    return present(task.getWorkflowExecution().getRunId());
  }

  @Override
  public Optional<String> workflowType() {
    return present(task.getWorkflowType().getName());
  }

  @Override
  public Optional<String> activityRunId() {
    return present(task.getActivityRunId());
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public Instant scheduledTime() {
    return Wire.instant(task.getScheduledTime());
  }

  @Override
  public Instant currentAttemptScheduledTime() {
    return Wire.instant(task.getCurrentAttemptScheduledTime());
  }

  @Override
  public Instant startedTime() {
    return Wire.instant(task.getStartedTime());
  }

  @Override
  public Duration scheduleToCloseTimeout() {
    return Wire.duration(task.getScheduleToCloseTimeout());
  }

  @Override
  public Duration startToCloseTimeout() {
    return Wire.duration(task.getStartToCloseTimeout());
  }

  @Override
  public Duration heartbeatTimeout() {
    return Wire.duration(task.getHeartbeatTimeout());
  }

  @Override
  public Optional<RetryPolicy> retryPolicy() {
    return task.hasRetryPolicy()
        ? Optional.of(Wire.retryPolicy(task.getRetryPolicy()))
        : Optional.empty();
  }

  @Override
  public Priority priority() {
    return Wire.priority(task.getPriority());
  }

  private static Optional<String> present(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /// As in `Activity charge (id 1, attempt 2) of workflow order-42`, for messages.
  @Override
  public String toString() {
    return "Activity %s (id %s, attempt %d)%s"
        .formatted(
            activityType(),
            activityId(),
            attempt(),
            workflowId().map(id -> " of workflow " + id).orElse(""));
  }
}
