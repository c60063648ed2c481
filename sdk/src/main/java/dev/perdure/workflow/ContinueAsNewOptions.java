package dev.perdure.workflow;

import dev.perdure.common.RetryPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is different in the run that a workflow continues in. What is not set stays as it is.
public final class ContinueAsNewOptions {
  private static final ContinueAsNewOptions DEFAULTS =
      new ContinueAsNewOptions(null, null, null, null, null);

  private final @Nullable String taskQueue;
  private final @Nullable Duration runTimeout;
  private final @Nullable Duration taskTimeout;
  private final @Nullable Duration backoff;
  private final @Nullable RetryPolicy retryPolicy;

  private ContinueAsNewOptions(
      @Nullable String taskQueue,
      @Nullable Duration runTimeout,
      @Nullable Duration taskTimeout,
      @Nullable Duration backoff,
      @Nullable RetryPolicy retryPolicy) {
    this.taskQueue = taskQueue;
    this.runTimeout = runTimeout;
    this.taskTimeout = taskTimeout;
    this.backoff = backoff;
    this.retryPolicy = retryPolicy;
  }

  /// Nothing is different.
  public static ContinueAsNewOptions defaults() {
    return DEFAULTS;
  }

  /// The same with another task queue.
  public ContinueAsNewOptions withTaskQueue(String queue) {
    return new ContinueAsNewOptions(queue, runTimeout, taskTimeout, backoff, retryPolicy);
  }

  /// The same with another limit for the run.
  public ContinueAsNewOptions withRunTimeout(Duration timeout) {
    return new ContinueAsNewOptions(taskQueue, timeout, taskTimeout, backoff, retryPolicy);
  }

  /// The same with another limit for one workflow task.
  public ContinueAsNewOptions withTaskTimeout(Duration timeout) {
    return new ContinueAsNewOptions(taskQueue, runTimeout, timeout, backoff, retryPolicy);
  }

  /// The same with a wait before the new run starts.
  public ContinueAsNewOptions withBackoff(Duration wait) {
    return new ContinueAsNewOptions(taskQueue, runTimeout, taskTimeout, wait, retryPolicy);
  }

  /// The same with another retry policy.
  public ContinueAsNewOptions withRetryPolicy(RetryPolicy policy) {
    return new ContinueAsNewOptions(taskQueue, runTimeout, taskTimeout, backoff, policy);
  }

  /// The task queue; null for the same.
  public @Nullable String taskQueue() {
    return taskQueue;
  }

  /// The limit for the run; null for the same.
  public @Nullable Duration runTimeout() {
    return runTimeout;
  }

  /// The limit for one workflow task; null for the same.
  public @Nullable Duration taskTimeout() {
    return taskTimeout;
  }

  /// The wait before the new run starts; null for none.
  public @Nullable Duration backoff() {
    return backoff;
  }

  /// The retry policy; null for the same.
  public @Nullable RetryPolicy retryPolicy() {
    return retryPolicy;
  }
}
