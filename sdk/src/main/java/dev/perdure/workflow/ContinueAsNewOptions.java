package dev.perdure.workflow;

import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.VersioningIntent;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is different in the run that a workflow continues in. What is not set stays as it is.
/// Immutable: each `with…` method returns new options.
public final class ContinueAsNewOptions {
  private static final ContinueAsNewOptions DEFAULTS = new ContinueAsNewOptions();

  private @Nullable String taskQueue;
  private @Nullable Duration runTimeout;
  private @Nullable Duration taskTimeout;
  private @Nullable Duration backoffStartInterval;
  private @Nullable RetryPolicy retryPolicy;
  private @Nullable Map<String, @Nullable Object> memo;
  private @Nullable SearchAttributes searchAttributes;
  private @Nullable VersioningIntent versioningIntent;
  private @Nullable ContinueAsNewVersioningBehavior initialVersioningBehavior;

  private ContinueAsNewOptions() {}

  /// Written to only before it is handed out.
  private ContinueAsNewOptions(ContinueAsNewOptions original) {
    taskQueue = original.taskQueue;
    runTimeout = original.runTimeout;
    taskTimeout = original.taskTimeout;
    backoffStartInterval = original.backoffStartInterval;
    retryPolicy = original.retryPolicy;
    memo = original.memo;
    searchAttributes = original.searchAttributes;
    versioningIntent = original.versioningIntent;
    initialVersioningBehavior = original.initialVersioningBehavior;
  }

  private ContinueAsNewOptions with(Consumer<ContinueAsNewOptions> change) {
    var copy = new ContinueAsNewOptions(this);
    change.accept(copy);
    return copy;
  }

  /// Nothing is different.
  public static ContinueAsNewOptions defaults() {
    return DEFAULTS;
  }

  /// The same with another task queue.
  public ContinueAsNewOptions withTaskQueue(String queue) {
    return with(copy -> copy.taskQueue = queue);
  }

  /// The same with another limit for the run.
  public ContinueAsNewOptions withRunTimeout(Duration timeout) {
    return with(copy -> copy.runTimeout = timeout);
  }

  /// The same with another limit for one workflow task.
  public ContinueAsNewOptions withTaskTimeout(Duration timeout) {
    return with(copy -> copy.taskTimeout = timeout);
  }

  /// The same with a wait before the new run starts.
  public ContinueAsNewOptions withBackoffStartInterval(Duration wait) {
    return with(copy -> copy.backoffStartInterval = wait);
  }

  /// The same with another retry policy.
  public ContinueAsNewOptions withRetryPolicy(RetryPolicy policy) {
    return with(copy -> copy.retryPolicy = policy);
  }

  /// The same with another memo; it replaces the whole of the old one.
  public ContinueAsNewOptions withMemo(Map<String, ? extends @Nullable Object> values) {
    return with(
        copy ->
            copy.memo =
                Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(values)));
  }

  /// The same with other search attributes; they replace all of the old ones.
  public ContinueAsNewOptions withSearchAttributes(SearchAttributes attributes) {
    return with(copy -> copy.searchAttributes = attributes);
  }

  /// The same with which workers may take the new run: see [VersioningIntent].
  public ContinueAsNewOptions withVersioningIntent(VersioningIntent intent) {
    return with(copy -> copy.versioningIntent = intent);
  }

  /// The same with which worker deployment version the new run starts on.
  public ContinueAsNewOptions withInitialVersioningBehavior(
      ContinueAsNewVersioningBehavior behavior) {
    return with(copy -> copy.initialVersioningBehavior = behavior);
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
  public @Nullable Duration backoffStartInterval() {
    return backoffStartInterval;
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

  /// Which workers may take the new run; null when not said.
  public @Nullable VersioningIntent versioningIntent() {
    return versioningIntent;
  }

  /// Which worker deployment version the new run starts on; null for the same.
  public @Nullable ContinueAsNewVersioningBehavior initialVersioningBehavior() {
    return initialVersioningBehavior;
  }
}
