package dev.perdure.workflow;

import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributes;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is different in the run that a workflow continues in. What is not set stays as it is.
public final class ContinueAsNewOptions {
  private static final ContinueAsNewOptions DEFAULTS =
      new ContinueAsNewOptions(null, null, null, null, null, null, null);

  private final @Nullable String taskQueue;
  private final @Nullable Duration runTimeout;
  private final @Nullable Duration taskTimeout;
  private final @Nullable Duration backoff;
  private final @Nullable RetryPolicy retryPolicy;
  private final @Nullable Map<String, @Nullable Object> memo;
  private final @Nullable SearchAttributes searchAttributes;

  private ContinueAsNewOptions(
      @Nullable String taskQueue,
      @Nullable Duration runTimeout,
      @Nullable Duration taskTimeout,
      @Nullable Duration backoff,
      @Nullable RetryPolicy retryPolicy,
      @Nullable Map<String, @Nullable Object> memo,
      @Nullable SearchAttributes searchAttributes) {
    this.taskQueue = taskQueue;
    this.runTimeout = runTimeout;
    this.taskTimeout = taskTimeout;
    this.backoff = backoff;
    this.retryPolicy = retryPolicy;
    this.memo = memo;
    this.searchAttributes = searchAttributes;
  }

  /// Nothing is different.
  public static ContinueAsNewOptions defaults() {
    return DEFAULTS;
  }

  /// The same with another task queue.
  public ContinueAsNewOptions withTaskQueue(String queue) {
    return new ContinueAsNewOptions(
        queue, runTimeout, taskTimeout, backoff, retryPolicy, memo, searchAttributes);
  }

  /// The same with another limit for the run.
  public ContinueAsNewOptions withRunTimeout(Duration timeout) {
    return new ContinueAsNewOptions(
        taskQueue, timeout, taskTimeout, backoff, retryPolicy, memo, searchAttributes);
  }

  /// The same with another limit for one workflow task.
  public ContinueAsNewOptions withTaskTimeout(Duration timeout) {
    return new ContinueAsNewOptions(
        taskQueue, runTimeout, timeout, backoff, retryPolicy, memo, searchAttributes);
  }

  /// The same with a wait before the new run starts.
  public ContinueAsNewOptions withBackoff(Duration wait) {
    return new ContinueAsNewOptions(
        taskQueue, runTimeout, taskTimeout, wait, retryPolicy, memo, searchAttributes);
  }

  /// The same with another retry policy.
  public ContinueAsNewOptions withRetryPolicy(RetryPolicy policy) {
    return new ContinueAsNewOptions(
        taskQueue, runTimeout, taskTimeout, backoff, policy, memo, searchAttributes);
  }

  /// The same with another memo.
  public ContinueAsNewOptions withMemo(Map<String, ? extends @Nullable Object> values) {
    return new ContinueAsNewOptions(
        taskQueue,
        runTimeout,
        taskTimeout,
        backoff,
        retryPolicy,
        Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(values)),
        searchAttributes);
  }

  /// The same with other search attributes.
  public ContinueAsNewOptions withSearchAttributes(SearchAttributes attributes) {
    return new ContinueAsNewOptions(
        taskQueue, runTimeout, taskTimeout, backoff, retryPolicy, memo, attributes);
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

  /// The memo; null for the same.
  public @Nullable Map<String, @Nullable Object> memo() {
    return memo;
  }

  /// The search attributes; null for the same.
  public @Nullable SearchAttributes searchAttributes() {
    return searchAttributes;
  }
}
