package dev.perdure.internal.replay;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.perdure.workflow.ActivityCancellationType;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.failure.v1.ActivityFailureInfo;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.sdk.v1.UserMetadata;
import org.jspecify.annotations.Nullable;

/// A local activity that workflow code asks for.
///
/// @param attributes what a remote activity would be scheduled with; without a task queue
/// @param attempt the number of the first attempt: above 1 when a durable timer lay before it
/// @param originalScheduleTime when the first of all attempts was asked for; null when that is now
/// @param localRetryThreshold the longest wait before a retry that is not a durable timer
/// @param cancellation what cancelling means
/// @param metadata what user interfaces show; null for nothing
public record LocalActivityRequest(
    ScheduleActivityTaskCommandAttributes attributes,
    int attempt,
    @Nullable Timestamp originalScheduleTime,
    Duration localRetryThreshold,
    ActivityCancellationType cancellation,
    @Nullable UserMetadata metadata) {
  /// How a local activity ends that was cancelled and says nothing else.
  public static final Failure CANCELLED =
      Failure.newBuilder()
          .setMessage("Activity cancelled")
          .setCanceledFailureInfo(CanceledFailureInfo.getDefaultInstance())
          .build();

  /// The id among the activities of the workflow.
  public String id() {
    return attributes.getActivityId();
  }

  /// The activity type's name.
  public String type() {
    return attributes.getActivityType().getName();
  }

  /// The failure with which the workflow sees it end when it is cancelled.
  public Failure cancelled() {
    return failure(attempt, CANCELLED, true);
  }

  /// The failure with which the workflow sees it end: of the same kind as a remote activity's.
  Failure failure(int lastAttempt, Failure cause, boolean cancelling) {
    // Where a retry was due and is not made, the activity was to stop or out of time.
    RetryState state =
        LocalActivityRetry.of(attributes.getRetryPolicy(), lastAttempt, cause)
                instanceof LocalActivityRetry.Never(RetryState reason)
            ? reason
            : cancelling ? RetryState.RETRY_STATE_CANCEL_REQUESTED : RetryState.RETRY_STATE_TIMEOUT;
    return Failure.newBuilder()
        .setMessage(message(cause))
        .setCause(cause)
        .setActivityFailureInfo(
            ActivityFailureInfo.newBuilder()
                .setActivityId(id())
                .setActivityType(attributes.getActivityType())
                .setRetryState(state))
        .build();
  }

  private static String message(Failure cause) {
    return switch (cause.getFailureInfoCase()) {
      case CANCELED_FAILURE_INFO -> "Local Activity cancelled";
      case TIMEOUT_FAILURE_INFO -> "Local Activity timed out";
      default -> "Local Activity failed";
    };
  }

  /// The same with the id that a sequence number gives it, unless it has one.
  LocalActivityRequest numbered(int seq) {
    return id().isEmpty()
        ? new LocalActivityRequest(
            attributes.toBuilder().setActivityId(Integer.toString(seq)).build(),
            attempt,
            originalScheduleTime,
            localRetryThreshold,
            cancellation,
            metadata)
        : this;
  }
}
