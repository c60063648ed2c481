package dev.perdure.client;

import com.google.protobuf.Timestamp;
import dev.perdure.common.SearchAttributes;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.activity.v1.ActivityExecutionListInfo;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the server knows of every standalone activity: what lists have.
public sealed class ActivityExecution permits ActivityExecutionDescription {
  private final String namespace;
  private final ActivityExecutionListInfo info;

  ActivityExecution(String namespace, ActivityExecutionListInfo info) {
    this.namespace = namespace;
    this.info = info;
  }

  /// The namespace.
  public final String namespace() {
    return namespace;
  }

  /// The activity's id.
  public final String activityId() {
    return info.getActivityId();
  }

  /// The run's id.
  public final String activityRunId() {
    return info.getRunId();
  }

  /// The activity type's name.
  public final String activityType() {
    return info.getActivityType().getName();
  }

  /// The task queue.
  public final String taskQueue() {
    return info.getTaskQueue();
  }

  /// The state of the activity.
  public final ActivityExecutionStatus status() {
    return Wire.constant(
        info.getStatus(), "ACTIVITY_EXECUTION_STATUS_", ActivityExecutionStatus.UNSPECIFIED);
  }

  /// When it was scheduled first.
  public final Instant scheduledTime() {
    return Wire.instant(info.getScheduleTime());
  }

  /// When it closed; null while it is open.
  public final @Nullable Instant closeTime() {
    return time(info.hasCloseTime(), info.getCloseTime());
  }

  /// The time from its scheduling to its close; null while it is open.
  public final @Nullable Duration executionDuration() {
    return info.hasExecutionDuration() ? Wire.duration(info.getExecutionDuration()) : null;
  }

  /// How often its state has changed; 0 when the server does not say.
  public final long stateTransitionCount() {
    return info.getStateTransitionCount();
  }

  /// The attributes by which it is found in lists.
  public final SearchAttributes searchAttributes() {
    return SearchAttributePayloads.decode(info.getSearchAttributes());
  }

  /// All that a list says of it.
  public final ActivityExecutionListInfo rawInfo() {
    return info;
  }

  static @Nullable Instant time(boolean present, Timestamp timestamp) {
    return present ? Wire.instant(timestamp) : null;
  }

  @Override
  public String toString() {
    return "%s %s (run %s) %s".formatted(activityType(), activityId(), activityRunId(), status());
  }
}
