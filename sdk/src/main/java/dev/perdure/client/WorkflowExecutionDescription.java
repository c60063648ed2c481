package dev.perdure.client;

import com.google.protobuf.Timestamp;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the server says about one run of a workflow.
public final class WorkflowExecutionDescription {
  private final String namespace;
  private final DataConverter converter;
  private final DescribeWorkflowExecutionResponse raw;
  private final WorkflowExecutionInfo info;

  WorkflowExecutionDescription(
      String namespace, DataConverter converter, DescribeWorkflowExecutionResponse raw) {
    this.namespace = namespace;
    this.converter = converter;
    this.raw = raw;
    this.info = raw.getWorkflowExecutionInfo();
  }

  /// The namespace.
  public String namespace() {
    return namespace;
  }

  /// The workflow's id.
  public String id() {
    return info.getExecution().getWorkflowId();
  }

  /// The run's id.
  public String runId() {
    return info.getExecution().getRunId();
  }

  /// The workflow type's name.
  public String workflowType() {
    return info.getType().getName();
  }

  /// The task queue.
  public String taskQueue() {
    return info.getTaskQueue();
  }

  /// The state of the run.
  public WorkflowExecutionStatus status() {
    return RpcErrors.status(info.getStatus());
  }

  /// When it was started.
  public Instant startTime() {
    return Wire.instant(info.getStartTime());
  }

  /// When it began, or begins, to run: later than the start with a delay or a backoff. Null when
  /// the server does not say.
  public @Nullable Instant executionTime() {
    return time(info.hasExecutionTime(), info.getExecutionTime());
  }

  /// When it closed; null while it is open.
  public @Nullable Instant closeTime() {
    return time(info.hasCloseTime(), info.getCloseTime());
  }

  private static @Nullable Instant time(boolean present, Timestamp timestamp) {
    return present ? Wire.instant(timestamp) : null;
  }

  /// How many events the history has.
  public long historyLength() {
    return info.getHistoryLength();
  }

  /// The id of the workflow whose child it is; null when it is no child.
  public @Nullable String parentId() {
    return info.hasParentExecution() ? info.getParentExecution().getWorkflowId() : null;
  }

  /// The run id of the workflow whose child it is; null when it is no child.
  public @Nullable String parentRunId() {
    return info.hasParentExecution() ? info.getParentExecution().getRunId() : null;
  }

  /// The id of the workflow from which all parents descend; null when the server does not say.
  public @Nullable String rootId() {
    return info.hasRootExecution() ? info.getRootExecution().getWorkflowId() : null;
  }

  /// The run id of the workflow from which all parents descend; null when the server does not say.
  public @Nullable String rootRunId() {
    return info.hasRootExecution() ? info.getRootExecution().getRunId() : null;
  }

  /// The attributes by which it is found in lists.
  public SearchAttributes searchAttributes() {
    return SearchAttributePayloads.decode(info.getSearchAttributes());
  }

  /// The memo's values as JSON gives them: strings, numbers, lists, maps.
  public Map<String, @Nullable Object> memo() {
    return MemoPayloads.decode(info.getMemo(), converter);
  }

  /// A value of the memo; null when it has none of this name.
  @SuppressWarnings("unchecked") // decoded to this type
  public <T> @Nullable T memoValue(String key, Class<T> type) {
    return (T) MemoPayloads.decode(info.getMemo(), key, type, converter);
  }

  /// A value of the memo; null when it has none of this name.
  @SuppressWarnings("unchecked") // decoded to this type
  public <T> @Nullable T memoValue(String key, TypeRef<T> type) {
    return (T) MemoPayloads.decode(info.getMemo(), key, type.type(), converter);
  }

  /// One line of text that the start gave; null without one.
  public @Nullable String staticSummary() {
    var metadata = raw.getExecutionConfig().getUserMetadata();
    return metadata.hasSummary() ? text(metadata.getSummary()) : null;
  }

  /// The text of several lines that the start gave; null without one.
  public @Nullable String staticDetails() {
    var metadata = raw.getExecutionConfig().getUserMetadata();
    return metadata.hasDetails() ? text(metadata.getDetails()) : null;
  }

  private @Nullable String text(Payload payload) {
    return (String) converter.decode(payload, String.class);
  }

  /// All that the server said: also pending activities, the pending workflow task and timeouts.
  public DescribeWorkflowExecutionResponse raw() {
    return raw;
  }

  @Override
  public String toString() {
    return "%s %s (run %s) %s".formatted(workflowType(), id(), runId(), status());
  }
}
