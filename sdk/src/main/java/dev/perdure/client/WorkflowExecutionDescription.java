package dev.perdure.client;

import dev.perdure.converter.DataConverter;
import dev.perdure.failure.Failure;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the server says about one run of a workflow when it is asked for that run alone.
public final class WorkflowExecutionDescription extends WorkflowExecution {
  private final DescribeWorkflowExecutionResponse raw;
  private final io.temporal.api.failure.v1.@Nullable Failure taskFailure;

  WorkflowExecutionDescription(
      String namespace,
      DataConverter converter,
      DescribeWorkflowExecutionResponse raw,
      io.temporal.api.failure.v1.@Nullable Failure taskFailure) {
    super(namespace, converter, raw.getWorkflowExecutionInfo());
    this.raw = raw;
    this.taskFailure = taskFailure;
  }

  /// Which attempt of a workflow task the run waits for, or a worker works on; 0 for none. From the
  /// second on something is wrong: see [#workflowTaskFailure].
  public int workflowTaskAttempt() {
    return raw.getPendingWorkflowTask().getAttempt();
  }

  /// Why the run does not get on: what the first attempt of its workflow task failed with, such as
  /// an exception that is no failure, or code that no longer fits the history. Null when no task is
  /// tried again, or the server does not tell.
  public @Nullable Failure workflowTaskFailure() {
    return taskFailure == null ? null : converter().decodeFailure(taskFailure);
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
    return (String) converter().decode(payload, String.class);
  }

  /// The time for the whole workflow; null for no limit.
  public @Nullable Duration executionTimeout() {
    return limit(raw.getExecutionConfig().getWorkflowExecutionTimeout());
  }

  /// The time for one run; null for no limit.
  public @Nullable Duration runTimeout() {
    return limit(raw.getExecutionConfig().getWorkflowRunTimeout());
  }

  /// The time for one workflow task.
  public Duration taskTimeout() {
    return Wire.duration(raw.getExecutionConfig().getDefaultWorkflowTaskTimeout());
  }

  /// The protocol writes no limit as zero.
  private static @Nullable Duration limit(com.google.protobuf.Duration duration) {
    Duration result = Wire.duration(duration);
    return result.isZero() ? null : result;
  }

  /// All that the server said: also pending activities, children and the pending workflow task.
  public DescribeWorkflowExecutionResponse raw() {
    return raw;
  }
}
