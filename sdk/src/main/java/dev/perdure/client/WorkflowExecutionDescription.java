package dev.perdure.client;

import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the server says about one run of a workflow when it is asked for that run alone.
public final class WorkflowExecutionDescription extends WorkflowExecution {
  private final DescribeWorkflowExecutionResponse raw;

  WorkflowExecutionDescription(
      String namespace, DataConverter converter, DescribeWorkflowExecutionResponse raw) {
    super(namespace, converter, raw.getWorkflowExecutionInfo());
    this.raw = raw;
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
