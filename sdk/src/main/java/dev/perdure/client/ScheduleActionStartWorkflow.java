package dev.perdure.client;

import dev.perdure.common.Details;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts a workflow. Each start has an id of its own: that of the action with the time that it was
/// planned for, as in `report-2026-11-29T12:00:00Z`. Immutable: each `with…` method returns a new
/// action.
///
/// ```java
/// ScheduleActionStartWorkflow.of(Report::run, "sales", "report", "reports")
///     .withRunTimeout(Duration.ofHours(1));
/// ```
public final class ScheduleActionStartWorkflow extends ScheduledStarts implements ScheduleAction {
  // what the server said, so that an update keeps also what has no name here; values are beside it
  private final NewWorkflowExecutionInfo info;
  private final Values values;

  /// What depends on the client's converter: made here, or as it came from the server.
  private record Values(
      Details arguments,
      Map<String, Details> memo,
      @Nullable Details summary,
      @Nullable Details details) {}

  private ScheduleActionStartWorkflow(NewWorkflowExecutionInfo info, Values values) {
    this.info = info;
    this.values = values;
  }

  static ScheduleActionStartWorkflow make(
      String workflowType, String id, String taskQueue, @Nullable Object... arguments) {
    if (workflowType.isEmpty() || id.isEmpty() || taskQueue.isEmpty()) {
      throw new IllegalArgumentException(
          "A schedule starts a workflow of a type (%s) with an id (%s) on a task queue (%s); none of them may be empty."
              .formatted(workflowType, id, taskQueue));
    }
    var info = NewWorkflowExecutionInfo.newBuilder().setWorkflowId(id);
    info.getWorkflowTypeBuilder().setName(workflowType);
    info.getTaskQueueBuilder().setName(taskQueue);
    return new ScheduleActionStartWorkflow(
        info.build(), new Values(Details.of(arguments), Map.of(), null, null));
  }

  /// The action as the server has it. Its values are decoded when they are asked for.
  static ScheduleActionStartWorkflow of(NewWorkflowExecutionInfo info, DataConverter converter) {
    var memo = new LinkedHashMap<String, Details>();
    info.getMemo().getFieldsMap().forEach((key, value) -> memo.put(key, one(value, converter)));
    UserMetadata metadata = info.getUserMetadata();
    return new ScheduleActionStartWorkflow(
        info.toBuilder().clearInput().clearMemo().clearUserMetadata().build(),
        new Values(
            converter.decodeDetails(info.getInput()),
            Collections.unmodifiableMap(memo),
            metadata.hasSummary() ? one(metadata.getSummary(), converter) : null,
            metadata.hasDetails() ? one(metadata.getDetails(), converter) : null));
  }

  private static Details one(Payload payload, DataConverter converter) {
    return converter.decodeDetails(Payloads.newBuilder().addPayloads(payload).build());
  }

  /// The action as it is sent.
  NewWorkflowExecutionInfo message(DataConverter converter) {
    var result = info.toBuilder();
    if (!values.arguments.isEmpty()) {
      result.setInput(converter.encodeDetails(values.arguments));
    }
    values.memo.forEach(
        (key, value) -> result.getMemoBuilder().putFields(key, one(value, converter)));
    if (values.summary != null) {
      result.getUserMetadataBuilder().setSummary(one(values.summary, converter));
    }
    if (values.details != null) {
      result.getUserMetadataBuilder().setDetails(one(values.details, converter));
    }
    return result.build();
  }

  private static Payload one(Details value, DataConverter converter) {
    return converter.encodeDetails(value).getPayloads(0);
  }

  private ScheduleActionStartWorkflow with(NewWorkflowExecutionInfo.Builder changed) {
    return new ScheduleActionStartWorkflow(changed.build(), values);
  }

  private ScheduleActionStartWorkflow with(Values changed) {
    return new ScheduleActionStartWorkflow(info, changed);
  }

  /// What the ids of the workflows begin with.
  public ScheduleActionStartWorkflow withId(String id) {
    return with(info.toBuilder().setWorkflowId(id));
  }

  /// The task queue of the workflows.
  public ScheduleActionStartWorkflow withTaskQueue(String taskQueue) {
    var changed = info.toBuilder();
    changed.getTaskQueueBuilder().clear().setName(taskQueue);
    return with(changed);
  }

  /// Other arguments.
  public ScheduleActionStartWorkflow withArguments(@Nullable Object... arguments) {
    return with(new Values(Details.of(arguments), values.memo, values.summary, values.details));
  }

  /// The time for a whole workflow, with retries and runs that continue it as new. Without it there
  /// is no limit.
  public ScheduleActionStartWorkflow withExecutionTimeout(Duration timeout) {
    return with(info.toBuilder().setWorkflowExecutionTimeout(Wire.duration(timeout)));
  }

  /// The time for one run. Without it there is no limit but the execution timeout.
  public ScheduleActionStartWorkflow withRunTimeout(Duration timeout) {
    return with(info.toBuilder().setWorkflowRunTimeout(Wire.duration(timeout)));
  }

  /// The time after which a workflow task is given to another worker; 10 seconds without it.
  public ScheduleActionStartWorkflow withTaskTimeout(Duration timeout) {
    return with(info.toBuilder().setWorkflowTaskTimeout(Wire.duration(timeout)));
  }

  /// How a workflow is tried again as a new run when it fails; not at all without it.
  public ScheduleActionStartWorkflow withRetryPolicy(RetryPolicy policy) {
    return with(info.toBuilder().setRetryPolicy(Wire.retryPolicy(policy)));
  }

  /// Values that describe the workflows to whoever looks at them.
  public ScheduleActionStartWorkflow withMemo(Map<String, ? extends @Nullable Object> memo) {
    var changed = new LinkedHashMap<String, Details>();
    memo.forEach((key, value) -> changed.put(key, Details.of(value)));
    return with(
        new Values(
            values.arguments,
            Collections.unmodifiableMap(changed),
            values.summary,
            values.details));
  }

  /// Attributes by which the workflows are found in lists.
  public ScheduleActionStartWorkflow withSearchAttributes(SearchAttributes attributes) {
    return with(info.toBuilder().setSearchAttributes(SearchAttributePayloads.encode(attributes)));
  }

  /// One line of text for whoever looks at a workflow.
  public ScheduleActionStartWorkflow withStaticSummary(String text) {
    return with(new Values(values.arguments, values.memo, Details.of(text), values.details));
  }

  /// Text of several lines for whoever looks at a workflow.
  public ScheduleActionStartWorkflow withStaticDetails(String text) {
    return with(new Values(values.arguments, values.memo, values.summary, Details.of(text)));
  }

  /// The order of the workflows' tasks among those of the task queue.
  public ScheduleActionStartWorkflow withPriority(Priority priority) {
    return with(info.toBuilder().setPriority(Wire.priority(priority)));
  }

  /// Headers of the starts: for interceptors.
  public ScheduleActionStartWorkflow withHeaders(Map<String, Payload> headers) {
    return with(info.toBuilder().setHeader(WorkflowCalls.header(headers)));
  }

  /// The workflow type's name.
  public String workflowType() {
    return info.getWorkflowType().getName();
  }

  /// What the ids of the workflows begin with.
  public String id() {
    return info.getWorkflowId();
  }

  /// The task queue.
  public String taskQueue() {
    return info.getTaskQueue().getName();
  }

  /// The arguments of the workflows.
  public Details arguments() {
    return values.arguments;
  }

  /// The time for a whole workflow; null for no limit.
  public @Nullable Duration executionTimeout() {
    return limit(info.getWorkflowExecutionTimeout());
  }

  /// The time for one run; null for no limit.
  public @Nullable Duration runTimeout() {
    return limit(info.getWorkflowRunTimeout());
  }

  /// The time for one workflow task; null for the server's default.
  public @Nullable Duration taskTimeout() {
    return limit(info.getWorkflowTaskTimeout());
  }

  /// The protocol writes no limit as zero.
  private static @Nullable Duration limit(com.google.protobuf.Duration duration) {
    Duration result = Wire.duration(duration);
    return result.isZero() ? null : result;
  }

  /// How a workflow is tried again; null for not at all.
  public @Nullable RetryPolicy retryPolicy() {
    return info.hasRetryPolicy() ? Wire.retryPolicy(info.getRetryPolicy()) : null;
  }

  /// The memo's values as JSON gives them where they came from the server.
  public Map<String, @Nullable Object> memo() {
    var result = new LinkedHashMap<String, @Nullable Object>();
    values.memo.forEach((key, value) -> result.put(key, value.get(0, Object.class)));
    return Collections.unmodifiableMap(result);
  }

  /// A value of the memo; null when it has none of this name.
  public <T> @Nullable T memoValue(String key, Class<T> type) {
    Details value = values.memo.get(key);
    return value == null ? null : value.get(0, type);
  }

  /// A value of the memo; null when it has none of this name.
  public <T> @Nullable T memoValue(String key, TypeRef<T> type) {
    Details value = values.memo.get(key);
    return value == null ? null : value.get(0, type);
  }

  /// The attributes by which the workflows are found in lists.
  public SearchAttributes searchAttributes() {
    return SearchAttributePayloads.decode(info.getSearchAttributes());
  }

  /// The line of text for whoever looks at a workflow; null for none.
  public @Nullable String staticSummary() {
    return values.summary == null ? null : values.summary.get(0, String.class);
  }

  /// The text for whoever looks at a workflow; null for none.
  public @Nullable String staticDetails() {
    return values.details == null ? null : values.details.get(0, String.class);
  }

  /// The order of the workflows' tasks.
  public Priority priority() {
    return Wire.priority(info.getPriority());
  }

  /// The headers of the starts.
  public Map<String, Payload> headers() {
    return info.getHeader().getFieldsMap();
  }

  @Override
  public String toString() {
    return "start of %s with id %s on task queue %s".formatted(workflowType(), id(), taskQueue());
  }
}
