package dev.perdure.client;

import com.google.protobuf.Timestamp;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the server knows of every run of a workflow: what lists have.
public sealed class WorkflowExecution extends DescribedProperties
    permits WorkflowExecutionDescription {
  private final String namespace;
  private final WorkflowExecutionInfo info;

  WorkflowExecution(String namespace, DataConverter converter, WorkflowExecutionInfo info) {
    super(converter, info.getSearchAttributes(), info.getMemo());
    this.namespace = namespace;
    this.info = info;
  }

  /// The namespace.
  public final String namespace() {
    return namespace;
  }

  /// The workflow's id.
  public final String id() {
    return info.getExecution().getWorkflowId();
  }

  /// The run's id.
  public final String runId() {
    return info.getExecution().getRunId();
  }

  /// The workflow type's name.
  public final String workflowType() {
    return info.getType().getName();
  }

  /// The task queue.
  public final String taskQueue() {
    return info.getTaskQueue();
  }

  /// The state of the run.
  public final WorkflowExecutionStatus status() {
    return RpcErrors.status(info.getStatus());
  }

  /// When it was started.
  public final Instant startTime() {
    return Wire.instant(info.getStartTime());
  }

  /// When it began, or begins, to run: later than the start with a delay or a backoff. Null when
  /// the server does not say.
  public final @Nullable Instant executionTime() {
    return time(info.hasExecutionTime(), info.getExecutionTime());
  }

  /// When it closed; null while it is open.
  public final @Nullable Instant closeTime() {
    return time(info.hasCloseTime(), info.getCloseTime());
  }

  private static @Nullable Instant time(boolean present, Timestamp timestamp) {
    return present ? Wire.instant(timestamp) : null;
  }

  /// How many events the history has; in lists, servers may say it only of closed runs.
  public final long historyLength() {
    return info.getHistoryLength();
  }

  /// The id of the workflow whose child it is; null when it is no child.
  public final @Nullable String parentId() {
    return info.hasParentExecution() ? info.getParentExecution().getWorkflowId() : null;
  }

  /// The run id of the workflow whose child it is; null when it is no child.
  public final @Nullable String parentRunId() {
    return info.hasParentExecution() ? info.getParentExecution().getRunId() : null;
  }

  /// The id of the workflow from which all parents descend; null when the server does not say.
  public final @Nullable String rootId() {
    return info.hasRootExecution() ? info.getRootExecution().getWorkflowId() : null;
  }

  /// The run id of the workflow from which all parents descend; null when the server does not say.
  public final @Nullable String rootRunId() {
    return info.hasRootExecution() ? info.getRootExecution().getRunId() : null;
  }

  /// All that the server said of it.
  public final WorkflowExecutionInfo rawInfo() {
    return info;
  }

  @Override
  public String toString() {
    return "%s %s (run %s) %s".formatted(workflowType(), id(), runId(), status());
  }
}
