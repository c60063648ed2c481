package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.common.Details;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.Failure;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.activity.v1.ActivityExecutionInfo;
import io.temporal.api.activity.v1.ActivityExecutionListInfo;
import io.temporal.api.workflowservice.v1.DescribeActivityExecutionResponse;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the server says about a standalone activity when it is asked for that one alone.
public final class ActivityExecutionDescription extends ActivityExecution {
  private final DataConverter converter;
  private final DescribeActivityExecutionResponse raw;

  ActivityExecutionDescription(
      String namespace, DataConverter converter, DescribeActivityExecutionResponse raw) {
    super(namespace, listed(raw.getInfo()));
    this.converter = converter;
    this.raw = raw;
  }

  /// What a list would say of it: the protocol has the same in two messages.
  private static ActivityExecutionListInfo listed(ActivityExecutionInfo info) {
    var listed = ActivityExecutionListInfo.newBuilder();
    info.getAllFields()
        .forEach(
            (field, value) -> {
              var same = listed.getDescriptorForType().findFieldByName(field.getName());
              if (same != null) {
                listed.setField(same, value);
              }
            });
    return listed.build();
  }

  private ActivityExecutionInfo info() {
    return raw.getInfo();
  }

  /// What it does while it is open; null when it is closed.
  public @Nullable PendingActivityState runState() {
    return info().getRunStateValue() == 0
        ? null
        : Wire.constant(
            info().getRunState(), "PENDING_ACTIVITY_STATE_", PendingActivityState.UNSPECIFIED);
  }

  /// The number of the attempt that runs, is waited for, or was the last, from 1.
  public int attempt() {
    return info().getAttempt();
  }

  /// When all its time is over; null for no limit.
  public @Nullable Instant expirationTime() {
    return time(info().hasExpirationTime(), info().getExpirationTime());
  }

  /// When an attempt was given to a worker last; null for never.
  public @Nullable Instant lastStartedTime() {
    return time(info().hasLastStartedTime(), info().getLastStartedTime());
  }

  /// When an attempt ended last; null for never.
  public @Nullable Instant lastAttemptCompleteTime() {
    return time(info().hasLastAttemptCompleteTime(), info().getLastAttemptCompleteTime());
  }

  /// When the next attempt is due; null when none is waited for.
  public @Nullable Instant nextAttemptScheduleTime() {
    return time(info().hasNextAttemptScheduleTime(), info().getNextAttemptScheduleTime());
  }

  /// The wait before the next attempt; null when none is waited for.
  public @Nullable Duration currentRetryInterval() {
    return info().hasCurrentRetryInterval()
        ? Wire.duration(info().getCurrentRetryInterval())
        : null;
  }

  /// What the last attempt that failed has failed with; null for none.
  public @Nullable Failure lastFailure() {
    return info().hasLastFailure() ? converter.decodeFailure(info().getLastFailure()) : null;
  }

  /// Who ran the last attempt; empty when nobody did.
  public String lastWorkerIdentity() {
    return info().getLastWorkerIdentity();
  }

  /// When the last heartbeat came; null for never.
  public @Nullable Instant lastHeartbeatTime() {
    return time(info().hasLastHeartbeatTime(), info().getLastHeartbeatTime());
  }

  /// What the last heartbeat said.
  public Details heartbeatDetails() {
    return converter.decodeDetails(info().getHeartbeatDetails());
  }

  /// Why its cancellation was requested; null when it was not, or without a reason.
  public @Nullable String canceledReason() {
    String reason = info().getCanceledReason();
    return reason.isEmpty() ? null : reason;
  }

  /// The limit for all attempts together; null for none.
  public @Nullable Duration scheduleToCloseTimeout() {
    return limit(info().getScheduleToCloseTimeout());
  }

  /// The limit for the wait in the task queue; null for none.
  public @Nullable Duration scheduleToStartTimeout() {
    return limit(info().getScheduleToStartTimeout());
  }

  /// The limit for each attempt; null for none.
  public @Nullable Duration startToCloseTimeout() {
    return limit(info().getStartToCloseTimeout());
  }

  /// The limit for the time between two heartbeats; null when none are expected.
  public @Nullable Duration heartbeatTimeout() {
    return limit(info().getHeartbeatTimeout());
  }

  /// The protocol writes no limit as zero.
  private static @Nullable Duration limit(com.google.protobuf.Duration duration) {
    Duration result = Wire.duration(duration);
    return result.isZero() ? null : result;
  }

  /// How it is tried again when it fails; null when the server does not say.
  public @Nullable RetryPolicy retryPolicy() {
    return info().hasRetryPolicy() ? Wire.retryPolicy(info().getRetryPolicy()) : null;
  }

  /// The order of its tasks among those of the task queue.
  public Priority priority() {
    return Wire.priority(info().getPriority());
  }

  /// One line of text that the start gave; null without one.
  public @Nullable String summary() {
    return info().getUserMetadata().hasSummary()
        ? (String) converter.decode(info().getUserMetadata().getSummary(), String.class)
        : null;
  }

  /// What the server knows this state by. See
  /// [ActivityHandle#describe(ActivityExecutionDescription)].
  public ByteString longPollToken() {
    return raw.getLongPollToken();
  }

  /// All that the server said.
  public DescribeActivityExecutionResponse raw() {
    return raw;
  }
}
