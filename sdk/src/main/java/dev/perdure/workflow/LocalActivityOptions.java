package dev.perdure.workflow;

import dev.perdure.common.RetryPolicy;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a local activity is run. One of the start-to-close and schedule-to-close timeouts is
/// required, so options begin with it:
///
/// ```java
/// LocalActivityOptions.startToClose(ofSeconds(5)).withRetryPolicy(RetryPolicy.attempts(3))
/// ```
///
/// Immutable: each `with…` method returns new options. A time that is not positive is refused with
/// an [IllegalArgumentException].
public final class LocalActivityOptions {
  private @Nullable Duration startToCloseTimeout;
  private @Nullable Duration scheduleToCloseTimeout;
  private @Nullable Duration scheduleToStartTimeout;
  private @Nullable RetryPolicy retryPolicy;
  private Duration localRetryThreshold = Duration.ofMinutes(1);
  private @Nullable String activityId;
  private @Nullable String summary;
  private ActivityCancellationType cancellationType = ActivityCancellationType.TRY_CANCEL;

  private LocalActivityOptions() {}

  /// Written to only before it is handed out.
  private LocalActivityOptions(LocalActivityOptions original) {
    startToCloseTimeout = original.startToCloseTimeout;
    scheduleToCloseTimeout = original.scheduleToCloseTimeout;
    scheduleToStartTimeout = original.scheduleToStartTimeout;
    retryPolicy = original.retryPolicy;
    localRetryThreshold = original.localRetryThreshold;
    activityId = original.activityId;
    summary = original.summary;
    cancellationType = original.cancellationType;
  }

  private LocalActivityOptions with(Consumer<LocalActivityOptions> change) {
    var copy = new LocalActivityOptions(this);
    change.accept(copy);
    return copy;
  }

  /// Options with a limit for each attempt.
  public static LocalActivityOptions startToClose(Duration timeout) {
    return new LocalActivityOptions().withStartToCloseTimeout(timeout);
  }

  /// Options with a limit for all attempts together, waits included.
  public static LocalActivityOptions scheduleToClose(Duration timeout) {
    return new LocalActivityOptions().withScheduleToCloseTimeout(timeout);
  }

  /// The same with a limit for each attempt. Without it there is that for all of them.
  public LocalActivityOptions withStartToCloseTimeout(Duration timeout) {
    return with(
        copy -> copy.startToCloseTimeout = Timeouts.positive(timeout, "start-to-close timeout"));
  }

  /// The same with a limit for all attempts together, waits included. Without it there is none but
  /// those of the workflow.
  public LocalActivityOptions withScheduleToCloseTimeout(Duration timeout) {
    return with(
        copy ->
            copy.scheduleToCloseTimeout = Timeouts.positive(timeout, "schedule-to-close timeout"));
  }

  /// The same with a limit for the wait for one of the worker's slots; there is none without it.
  /// Reaching it is final: there is no retry.
  public LocalActivityOptions withScheduleToStartTimeout(Duration timeout) {
    return with(
        copy ->
            copy.scheduleToStartTimeout = Timeouts.positive(timeout, "schedule-to-start timeout"));
  }

  /// The same with a retry policy. Without one it is retried without end, first after a second: see
  /// [RetryPolicy].
  public LocalActivityOptions withRetryPolicy(RetryPolicy policy) {
    return with(copy -> copy.retryPolicy = policy);
  }

  /// The same with the longest wait before a retry that the worker spends in memory, a minute
  /// unless set. A longer one is a durable timer, which the history shows.
  public LocalActivityOptions withLocalRetryThreshold(Duration threshold) {
    return with(
        copy -> copy.localRetryThreshold = Timeouts.positive(threshold, "local retry threshold"));
  }

  /// The same with an id, which must be unique among the workflow's open activities. Without one
  /// activities are numbered.
  public LocalActivityOptions withActivityId(String id) {
    return with(copy -> copy.activityId = id);
  }

  /// The same with a line of text for user interfaces.
  public LocalActivityOptions withSummary(String text) {
    return with(copy -> copy.summary = text);
  }

  /// The same with what cancelling means; [ActivityCancellationType#TRY_CANCEL] unless set. A local
  /// activity learns at once that it is to stop.
  public LocalActivityOptions withCancellationType(ActivityCancellationType type) {
    return with(copy -> copy.cancellationType = type);
  }

  /// The limit for each attempt; null for none.
  public @Nullable Duration startToCloseTimeout() {
    return startToCloseTimeout;
  }

  /// The limit for all attempts together; null for none.
  public @Nullable Duration scheduleToCloseTimeout() {
    return scheduleToCloseTimeout;
  }

  /// The limit for the wait for a slot; null for none.
  public @Nullable Duration scheduleToStartTimeout() {
    return scheduleToStartTimeout;
  }

  /// The retry policy; null for the default one.
  public @Nullable RetryPolicy retryPolicy() {
    return retryPolicy;
  }

  /// The longest wait before a retry that is not a durable timer.
  public Duration localRetryThreshold() {
    return localRetryThreshold;
  }

  /// The activity's id; null for a number.
  public @Nullable String activityId() {
    return activityId;
  }

  /// A line of text for user interfaces; null for none.
  public @Nullable String summary() {
    return summary;
  }

  /// What cancelling means.
  public ActivityCancellationType cancellationType() {
    return cancellationType;
  }
}
