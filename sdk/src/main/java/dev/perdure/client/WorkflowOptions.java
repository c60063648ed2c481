package dev.perdure.client;

import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.VersioningOverride;
import dev.perdure.common.VoidMethodRef0;
import dev.perdure.common.VoidMethodRef1;
import dev.perdure.common.VoidMethodRef2;
import dev.perdure.common.VoidMethodRef3;
import dev.perdure.common.VoidMethodRef4;
import dev.perdure.common.WorkflowIdConflictPolicy;
import dev.perdure.common.WorkflowIdReusePolicy;
import dev.perdure.internal.reference.MethodReferences;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a workflow is started. Immutable: each `with…` method returns new options. The server looks
/// at the values, such as negative timeouts or a cron schedule that makes no sense: what it refuses
/// is an [RpcException] of the start.
public final class WorkflowOptions {
  /// A signal that is delivered with the start.
  ///
  /// @param name the signal's name on the wire
  /// @param arguments its arguments
  public record StartSignal(String name, List<@Nullable Object> arguments) {}

  // The start request with everything but type, input and what depends on the client's converter.
  private final StartWorkflowExecutionRequest request;
  private final Map<String, @Nullable Object> memo;
  private final @Nullable String summary;
  private final @Nullable String details;
  private final @Nullable StartSignal startSignal;

  private WorkflowOptions(
      StartWorkflowExecutionRequest request,
      Map<String, @Nullable Object> memo,
      @Nullable String summary,
      @Nullable String details,
      @Nullable StartSignal startSignal) {
    this.request = request;
    this.memo = memo;
    this.summary = summary;
    this.details = details;
    this.startSignal = startSignal;
  }

  /// Options for a workflow with this id, run by the workers of this task queue.
  ///
  /// @param id unique among the open workflows of the namespace; best taken from the business, such
  ///   as an order number, so that a repeated start is noticed
  /// @throws IllegalArgumentException when one of them is empty
  public static WorkflowOptions of(String id, String taskQueue) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("A workflow needs an id, and this one is empty.");
    }
    if (taskQueue.isEmpty()) {
      throw new IllegalArgumentException(
          "Workflow %s needs a task queue, and this one is empty.".formatted(id));
    }
    var request = StartWorkflowExecutionRequest.newBuilder().setWorkflowId(id);
    request.getTaskQueueBuilder().setName(taskQueue);
    return new WorkflowOptions(request.build(), Map.of(), null, null, null);
  }

  private WorkflowOptions with(StartWorkflowExecutionRequest.Builder changed) {
    return new WorkflowOptions(changed.build(), memo, summary, details, startSignal);
  }

  /// The time for the whole workflow, with retries and runs that continue it as new. Without it
  /// there is no limit.
  public WorkflowOptions withExecutionTimeout(Duration timeout) {
    return with(request.toBuilder().setWorkflowExecutionTimeout(Wire.duration(timeout)));
  }

  /// The time for one run. Without it there is no limit but the execution timeout.
  public WorkflowOptions withRunTimeout(Duration timeout) {
    return with(request.toBuilder().setWorkflowRunTimeout(Wire.duration(timeout)));
  }

  /// The time after which a workflow task is given to another worker; 10 seconds without it, and at
  /// most 120.
  public WorkflowOptions withTaskTimeout(Duration timeout) {
    return with(request.toBuilder().setWorkflowTaskTimeout(Wire.duration(timeout)));
  }

  /// Whether the id of a closed workflow may be used; `ALLOW_DUPLICATE` without it.
  public WorkflowOptions withIdReusePolicy(WorkflowIdReusePolicy policy) {
    return with(
        request.toBuilder()
            .setWorkflowIdReusePolicy(
                Wire.constant(
                    io.temporal.api.enums.v1.WorkflowIdReusePolicy.class,
                    "WORKFLOW_ID_REUSE_POLICY_",
                    policy)));
  }

  /// What happens when a workflow with the id is running; `FAIL` without it.
  public WorkflowOptions withIdConflictPolicy(WorkflowIdConflictPolicy policy) {
    return with(
        request.toBuilder()
            .setWorkflowIdConflictPolicy(
                Wire.constant(
                    io.temporal.api.enums.v1.WorkflowIdConflictPolicy.class,
                    "WORKFLOW_ID_CONFLICT_POLICY_",
                    policy)));
  }

  /// How the workflow is tried again as a new run when it fails; not at all without it.
  public WorkflowOptions withRetryPolicy(RetryPolicy policy) {
    return with(request.toBuilder().setRetryPolicy(Wire.retryPolicy(policy)));
  }

  /// The time until the workflow begins to run; a signal lets it begin at once. Not together with a
  /// cron schedule.
  public WorkflowOptions withStartDelay(Duration delay) {
    return with(request.toBuilder().setWorkflowStartDelay(Wire.duration(delay)));
  }

  /// The schedule by which the workflow runs again and again, as one workflow of many runs: five
  /// fields as in `0 12 * * MON-FRI`, or `@every 1h`, in UTC unless `CRON_TZ=` says otherwise. A
  /// [Schedule] does more: it can be paused, changed and backfilled.
  public WorkflowOptions withCronSchedule(String schedule) {
    return with(request.toBuilder().setCronSchedule(schedule));
  }

  /// The order of its tasks among those of the task queue.
  public WorkflowOptions withPriority(Priority priority) {
    return with(request.toBuilder().setPriority(Wire.priority(priority)));
  }

  /// Whether a worker of this client may get the first workflow task with the answer to the start,
  /// which spares a poll; false without it. It does where one runs on the task queue and has a slot
  /// free, and the server can do it. It means nothing in a start with a signal, and a server
  /// refuses it in a start with an update.
  public WorkflowOptions withRequestEagerStart(boolean request) {
    return with(this.request.toBuilder().setRequestEagerExecution(request));
  }

  /// What is to happen to this workflow at a new version of its workers' deployment, whatever its
  /// code says; nothing special without it.
  public WorkflowOptions withVersioningOverride(VersioningOverride override) {
    return with(request.toBuilder().setVersioningOverride(Wire.versioningOverride(override)));
  }

  /// Values that describe the workflow to whoever looks at it. Its code may read and change them
  /// ([dev.perdure.workflow.Workflow#memo()]); lists are not filtered by them.
  public WorkflowOptions withMemo(Map<String, ? extends @Nullable Object> values) {
    return new WorkflowOptions(
        request,
        Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(values)),
        summary,
        details,
        startSignal);
  }

  /// Attributes by which the workflow is found in lists. They must be registered with the
  /// namespace.
  public WorkflowOptions withSearchAttributes(SearchAttributes attributes) {
    return with(
        request.toBuilder().setSearchAttributes(SearchAttributePayloads.encode(attributes)));
  }

  /// One line of text for whoever looks at the workflow.
  public WorkflowOptions withStaticSummary(String text) {
    return new WorkflowOptions(request, memo, text, details, startSignal);
  }

  /// Text of several lines for whoever looks at the workflow.
  public WorkflowOptions withStaticDetails(String text) {
    return new WorkflowOptions(request, memo, summary, text, startSignal);
  }

  /// A signal that is delivered with the start, or to the workflow that is already running with the
  /// id: then nothing is started.
  public WorkflowOptions withStartSignal(String name, @Nullable Object... arguments) {
    List<@Nullable Object> list = new ArrayList<>();
    Collections.addAll(list, arguments);
    return new WorkflowOptions(
        request, memo, summary, details, new StartSignal(name, Collections.unmodifiableList(list)));
  }

  /// As [#withStartSignal(String, Object...)].
  public <W> WorkflowOptions withStartSignal(VoidMethodRef0<W> signal) {
    return withStartSignal(signalName(signal));
  }

  /// As [#withStartSignal(String, Object...)].
  public <W, A1 extends @Nullable Object> WorkflowOptions withStartSignal(
      VoidMethodRef1<W, A1> signal, A1 argument1) {
    return withStartSignal(signalName(signal), argument1);
  }

  /// As [#withStartSignal(String, Object...)].
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object>
      WorkflowOptions withStartSignal(
          VoidMethodRef2<W, A1, A2> signal, A1 argument1, A2 argument2) {
    return withStartSignal(signalName(signal), argument1, argument2);
  }

  /// As [#withStartSignal(String, Object...)].
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      WorkflowOptions withStartSignal(
          VoidMethodRef3<W, A1, A2, A3> signal, A1 argument1, A2 argument2, A3 argument3) {
    return withStartSignal(signalName(signal), argument1, argument2, argument3);
  }

  /// As [#withStartSignal(String, Object...)].
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      WorkflowOptions withStartSignal(
          VoidMethodRef4<W, A1, A2, A3, A4> signal,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4) {
    return withStartSignal(signalName(signal), argument1, argument2, argument3, argument4);
  }

  private static String signalName(Serializable signal) {
    return MethodReferences.resolve(signal).signalName();
  }

  /// The workflow's id.
  public String id() {
    return request.getWorkflowId();
  }

  /// The task queue.
  public String taskQueue() {
    return request.getTaskQueue().getName();
  }

  /// Whether they say what happens when a workflow with the id is running.
  boolean hasIdConflictPolicy() {
    return request.getWorkflowIdConflictPolicy()
        != io.temporal.api.enums.v1.WorkflowIdConflictPolicy
            .WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED;
  }

  StartWorkflowExecutionRequest request() {
    return request;
  }

  Map<String, @Nullable Object> memo() {
    return memo;
  }

  @Nullable String summary() {
    return summary;
  }

  @Nullable String details() {
    return details;
  }

  /// The signal that is delivered with the start; null for none.
  public @Nullable StartSignal startSignal() {
    return startSignal;
  }
}
