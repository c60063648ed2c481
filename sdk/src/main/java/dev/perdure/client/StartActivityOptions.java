package dev.perdure.client;

import dev.perdure.common.ActivityIdConflictPolicy;
import dev.perdure.common.ActivityIdReusePolicy;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributes;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.workflowservice.v1.StartActivityExecutionRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a standalone activity is started. One of the start-to-close and schedule-to-close timeouts
/// is required, so options begin with it:
///
/// ```java
/// StartActivityOptions.startToClose("charge-42", "payments", ofSeconds(10))
///     .withRetryPolicy(RetryPolicy.attempts(5))
/// ```
///
/// Immutable: each `with…` method returns new options.
public final class StartActivityOptions {
  // The start request with everything but type, input and what depends on the client's converter.
  private final StartActivityExecutionRequest request;
  private final @Nullable String summary;

  private StartActivityOptions(StartActivityExecutionRequest request, @Nullable String summary) {
    this.request = request;
    this.summary = summary;
  }

  /// Options with a limit for each attempt.
  ///
  /// @param id unique among the open standalone activities of the namespace; best taken from the
  ///   business, so that a repeated start is noticed
  /// @param taskQueue whose workers run it
  public static StartActivityOptions startToClose(String id, String taskQueue, Duration timeout) {
    return of(id, taskQueue).withStartToCloseTimeout(timeout);
  }

  /// Options with a limit for all attempts together, waits included.
  ///
  /// @param id unique among the open standalone activities of the namespace; best taken from the
  ///   business, so that a repeated start is noticed
  /// @param taskQueue whose workers run it
  public static StartActivityOptions scheduleToClose(
      String id, String taskQueue, Duration timeout) {
    return of(id, taskQueue).withScheduleToCloseTimeout(timeout);
  }

  private static StartActivityOptions of(String id, String taskQueue) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException(
          "A standalone activity needs an id, and this one is empty.");
    }
    if (taskQueue.isEmpty()) {
      throw new IllegalArgumentException(
          "Activity %s needs a task queue, and this one is empty.".formatted(id));
    }
    var request = StartActivityExecutionRequest.newBuilder().setActivityId(id);
    request.getTaskQueueBuilder().setName(taskQueue);
    return new StartActivityOptions(request.build(), null);
  }

  private StartActivityOptions with(StartActivityExecutionRequest.Builder changed) {
    return new StartActivityOptions(changed.build(), summary);
  }

  private static com.google.protobuf.Duration positive(Duration timeout, String what) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "The %s timeout must be positive, but is %s.".formatted(what, timeout));
    }
    return Wire.duration(timeout);
  }

  /// The same with a limit for each attempt; it must be positive.
  public StartActivityOptions withStartToCloseTimeout(Duration timeout) {
    return with(request.toBuilder().setStartToCloseTimeout(positive(timeout, "start-to-close")));
  }

  /// The same with a limit for all attempts together, waits included; it must be positive.
  public StartActivityOptions withScheduleToCloseTimeout(Duration timeout) {
    return with(
        request.toBuilder().setScheduleToCloseTimeout(positive(timeout, "schedule-to-close")));
  }

  /// The same with a limit for the wait in the task queue; it must be positive. Reaching it is
  /// final: there is no retry.
  public StartActivityOptions withScheduleToStartTimeout(Duration timeout) {
    return with(
        request.toBuilder().setScheduleToStartTimeout(positive(timeout, "schedule-to-start")));
  }

  /// The same with a limit for the time between two heartbeats; it must be positive. Without it the
  /// activity need not heartbeat.
  public StartActivityOptions withHeartbeatTimeout(Duration timeout) {
    return with(request.toBuilder().setHeartbeatTimeout(positive(timeout, "heartbeat")));
  }

  /// The same with a retry policy. Without one the server's is used: see [RetryPolicy].
  public StartActivityOptions withRetryPolicy(RetryPolicy policy) {
    return with(request.toBuilder().setRetryPolicy(Wire.retryPolicy(policy)));
  }

  /// Whether the id of a closed activity may be used; `ALLOW_DUPLICATE` without it.
  public StartActivityOptions withIdReusePolicy(ActivityIdReusePolicy policy) {
    return with(
        request.toBuilder()
            .setIdReusePolicy(
                Wire.constant(
                    io.temporal.api.enums.v1.ActivityIdReusePolicy.class,
                    "ACTIVITY_ID_REUSE_POLICY_",
                    policy)));
  }

  /// What happens when an activity with the id is running; `FAIL` without it.
  public StartActivityOptions withIdConflictPolicy(ActivityIdConflictPolicy policy) {
    return with(
        request.toBuilder()
            .setIdConflictPolicy(
                Wire.constant(
                    io.temporal.api.enums.v1.ActivityIdConflictPolicy.class,
                    "ACTIVITY_ID_CONFLICT_POLICY_",
                    policy)));
  }

  /// The time until the first attempt is offered to workers; not negative.
  public StartActivityOptions withStartDelay(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException(
          "The start delay must not be negative, but is %s.".formatted(delay));
    }
    return with(request.toBuilder().setStartDelay(Wire.duration(delay)));
  }

  /// Attributes by which the activity is found in lists.
  public StartActivityOptions withSearchAttributes(SearchAttributes attributes) {
    return with(
        request.toBuilder().setSearchAttributes(SearchAttributePayloads.encode(attributes)));
  }

  /// The order of its tasks among those of the task queue.
  public StartActivityOptions withPriority(Priority priority) {
    return with(request.toBuilder().setPriority(Wire.priority(priority)));
  }

  /// One line of text for whoever looks at the activity.
  public StartActivityOptions withSummary(String text) {
    return new StartActivityOptions(request, text);
  }

  /// The activity's id.
  public String id() {
    return request.getActivityId();
  }

  /// The task queue.
  public String taskQueue() {
    return request.getTaskQueue().getName();
  }

  StartActivityExecutionRequest request() {
    return request;
  }

  @Nullable String summary() {
    return summary;
  }
}
