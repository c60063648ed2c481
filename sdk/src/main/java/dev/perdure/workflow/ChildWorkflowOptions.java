package dev.perdure.workflow;

import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.VersioningIntent;
import dev.perdure.common.WorkflowIdReusePolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a child workflow is started. Immutable: each `with…` method returns new options. A timeout
/// that is not positive, and an empty id, are refused with an [IllegalArgumentException].
public final class ChildWorkflowOptions {
  private static final ChildWorkflowOptions DEFAULTS = new ChildWorkflowOptions();

  private @Nullable String id;
  private @Nullable String taskQueue;
  private @Nullable Duration executionTimeout;
  private @Nullable Duration runTimeout;
  private @Nullable Duration taskTimeout;
  private WorkflowIdReusePolicy idReusePolicy = WorkflowIdReusePolicy.ALLOW_DUPLICATE;
  private ParentClosePolicy parentClosePolicy = ParentClosePolicy.TERMINATE;
  private ChildWorkflowCancellationType cancellationType =
      ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED;
  private @Nullable RetryPolicy retryPolicy;
  private @Nullable String cronSchedule;
  private Map<String, @Nullable Object> memo = Map.of();
  private @Nullable SearchAttributes searchAttributes;
  private @Nullable String staticSummary;
  private @Nullable String staticDetails;
  private @Nullable Priority priority;
  private @Nullable VersioningIntent versioningIntent;

  private ChildWorkflowOptions() {}

  /// Written to only before it is handed out.
  private ChildWorkflowOptions(ChildWorkflowOptions original) {
    id = original.id;
    taskQueue = original.taskQueue;
    executionTimeout = original.executionTimeout;
    runTimeout = original.runTimeout;
    taskTimeout = original.taskTimeout;
    idReusePolicy = original.idReusePolicy;
    parentClosePolicy = original.parentClosePolicy;
    cancellationType = original.cancellationType;
    retryPolicy = original.retryPolicy;
    cronSchedule = original.cronSchedule;
    memo = original.memo;
    searchAttributes = original.searchAttributes;
    staticSummary = original.staticSummary;
    staticDetails = original.staticDetails;
    priority = original.priority;
    versioningIntent = original.versioningIntent;
  }

  private ChildWorkflowOptions with(Consumer<ChildWorkflowOptions> change) {
    var copy = new ChildWorkflowOptions(this);
    change.accept(copy);
    return copy;
  }

  /// Options with nothing set.
  public static ChildWorkflowOptions defaults() {
    return DEFAULTS;
  }

  /// Options for a child with this id: see [#withId].
  public static ChildWorkflowOptions of(String id) {
    return DEFAULTS.withId(id);
  }

  /// The same with an id, which must be unique among the open workflows of the namespace. Without
  /// one it is a random UUID.
  public ChildWorkflowOptions withId(String workflowId) {
    if (workflowId.isEmpty()) {
      throw new IllegalArgumentException("A child workflow needs an id, and this one is empty.");
    }
    return with(copy -> copy.id = workflowId);
  }

  /// The same with a task queue. Without one it is the parent's.
  public ChildWorkflowOptions withTaskQueue(String queue) {
    return with(copy -> copy.taskQueue = queue);
  }

  /// The same with a limit for the whole child, with retries and runs that continue it as new.
  /// Without it there is none.
  public ChildWorkflowOptions withExecutionTimeout(Duration timeout) {
    return with(copy -> copy.executionTimeout = Timeouts.positive(timeout, "execution timeout"));
  }

  /// The same with a limit for one run. Without it there is none but the execution timeout.
  public ChildWorkflowOptions withRunTimeout(Duration timeout) {
    return with(copy -> copy.runTimeout = Timeouts.positive(timeout, "run timeout"));
  }

  /// The same with the time after which a workflow task is given to another worker; 10 seconds
  /// without it, and at most 120.
  public ChildWorkflowOptions withTaskTimeout(Duration timeout) {
    return with(copy -> copy.taskTimeout = Timeouts.positive(timeout, "task timeout"));
  }

  /// The same with whether the id of a closed workflow may be used;
  /// [WorkflowIdReusePolicy#ALLOW_DUPLICATE] unless set.
  public ChildWorkflowOptions withIdReusePolicy(WorkflowIdReusePolicy policy) {
    return with(copy -> copy.idReusePolicy = policy);
  }

  /// The same with what becomes of the child when its parent ends before it;
  /// [ParentClosePolicy#TERMINATE] unless set.
  public ChildWorkflowOptions withParentClosePolicy(ParentClosePolicy policy) {
    return with(copy -> copy.parentClosePolicy = policy);
  }

  /// The same with what cancelling means;
  /// [ChildWorkflowCancellationType#WAIT_CANCELLATION_COMPLETED] unless set.
  public ChildWorkflowOptions withCancellationType(ChildWorkflowCancellationType type) {
    return with(copy -> copy.cancellationType = type);
  }

  /// The same with how the child is tried again as a new run when it fails; not at all without it.
  public ChildWorkflowOptions withRetryPolicy(RetryPolicy policy) {
    return with(copy -> copy.retryPolicy = policy);
  }

  /// The same with a schedule by which the child runs again and again: five fields as in `0 12 * *
  /// MON-FRI`, or `@every 1h`, in UTC unless `CRON_TZ=` says otherwise. One that the server cannot
  /// read fails the workflow task.
  public ChildWorkflowOptions withCronSchedule(String schedule) {
    return with(copy -> copy.cronSchedule = schedule);
  }

  /// The same with values that describe the child to whoever looks at it. The parent's memo is not
  /// passed on by itself.
  public ChildWorkflowOptions withMemo(Map<String, ? extends @Nullable Object> values) {
    return with(
        copy ->
            copy.memo =
                Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(values)));
  }

  /// The same with search attributes. The parent's are not passed on by themselves.
  public ChildWorkflowOptions withSearchAttributes(SearchAttributes attributes) {
    return with(copy -> copy.searchAttributes = attributes);
  }

  /// The same with one line of text for user interfaces.
  public ChildWorkflowOptions withStaticSummary(String text) {
    return with(copy -> copy.staticSummary = text);
  }

  /// The same with text of several lines for user interfaces.
  public ChildWorkflowOptions withStaticDetails(String text) {
    return with(copy -> copy.staticDetails = text);
  }

  /// The same with a priority. What it does not set is the parent's.
  public ChildWorkflowOptions withPriority(Priority value) {
    return with(copy -> copy.priority = value);
  }

  /// The same with which workers may take it: see [VersioningIntent].
  public ChildWorkflowOptions withVersioningIntent(VersioningIntent intent) {
    return with(copy -> copy.versioningIntent = intent);
  }

  /// The child's id; null for a random UUID.
  public @Nullable String id() {
    return id;
  }

  /// The task queue; null for the parent's.
  public @Nullable String taskQueue() {
    return taskQueue;
  }

  /// The limit for the whole child; null for none.
  public @Nullable Duration executionTimeout() {
    return executionTimeout;
  }

  /// The limit for one run; null for none.
  public @Nullable Duration runTimeout() {
    return runTimeout;
  }

  /// The limit for one workflow task; null for the server's.
  public @Nullable Duration taskTimeout() {
    return taskTimeout;
  }

  /// Whether the id of a closed workflow may be used.
  public WorkflowIdReusePolicy idReusePolicy() {
    return idReusePolicy;
  }

  /// What becomes of the child when its parent ends before it.
  public ParentClosePolicy parentClosePolicy() {
    return parentClosePolicy;
  }

  /// What cancelling means.
  public ChildWorkflowCancellationType cancellationType() {
    return cancellationType;
  }

  /// How the child is tried again; null for not at all.
  public @Nullable RetryPolicy retryPolicy() {
    return retryPolicy;
  }

  /// The schedule by which it runs again and again; null for none.
  public @Nullable String cronSchedule() {
    return cronSchedule;
  }

  /// Values that describe the child.
  public Map<String, @Nullable Object> memo() {
    return memo;
  }

  /// The search attributes; null for none.
  public @Nullable SearchAttributes searchAttributes() {
    return searchAttributes;
  }

  /// One line of text for user interfaces; null for none.
  public @Nullable String staticSummary() {
    return staticSummary;
  }

  /// Text of several lines for user interfaces; null for none.
  public @Nullable String staticDetails() {
    return staticDetails;
  }

  /// The priority; null for the parent's.
  public @Nullable Priority priority() {
    return priority;
  }

  /// Which workers may take it; null when not said.
  public @Nullable VersioningIntent versioningIntent() {
    return versioningIntent;
  }
}
