package dev.perdure.internal.workflow;

import com.google.protobuf.Duration;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.WorkerDeploymentVersion;
import dev.perdure.internal.replay.Activation;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import dev.perdure.workflow.SuggestContinueAsNewReason;
import dev.perdure.workflow.WorkflowInfo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a run knows about itself, read from the event that started it.
final class RunInfo implements WorkflowInfo {
  private final RunContext run;
  private final WorkflowExecutionStartedEventAttributes started;
  private final Activation activation;

  RunInfo(RunContext run) {
    this.run = run;
    this.started = run.started;
    this.activation = run.activation;
  }

  @Override
  public String namespace() {
    return run.settings.namespace();
  }

  @Override
  public String workflowId() {
    return run.workflowId;
  }

  @Override
  public String runId() {
    return run.runId;
  }

  @Override
  public String firstExecutionRunId() {
    return started.getFirstExecutionRunId();
  }

  @Override
  public @Nullable String continuedRunId() {
    return started.getContinuedExecutionRunId().isEmpty()
        ? null
        : started.getContinuedExecutionRunId();
  }

  @Override
  public String workflowType() {
    return started.getWorkflowType().getName();
  }

  @Override
  public String taskQueue() {
    return started.getTaskQueue().getName();
  }

  @Override
  public int attempt() {
    return started.getAttempt();
  }

  @Override
  public String cronSchedule() {
    return started.getCronSchedule();
  }

  @Override
  public @Nullable RetryPolicy retryPolicy() {
    return started.hasRetryPolicy() ? Wire.retryPolicy(started.getRetryPolicy()) : null;
  }

  @Override
  public java.time.@Nullable Duration executionTimeout() {
    return limit(started.getWorkflowExecutionTimeout());
  }

  @Override
  public java.time.@Nullable Duration runTimeout() {
    return limit(started.getWorkflowRunTimeout());
  }

  /// The protocol writes no limit as zero.
  private static java.time.@Nullable Duration limit(Duration duration) {
    java.time.Duration result = Wire.duration(duration);
    return result.isZero() ? null : result;
  }

  @Override
  public java.time.Duration taskTimeout() {
    return Wire.duration(started.getWorkflowTaskTimeout());
  }

  @Override
  public Priority priority() {
    return Wire.priority(started.getPriority());
  }

  @Override
  public String currentBuildId() {
    var version = activation.version();
    return version == null ? run.settings.buildId() : version.buildId();
  }

  @Override
  public @Nullable WorkerDeploymentVersion currentDeploymentVersion() {
    var version = activation.version();
    if (version == null) {
      return run.settings.deploymentVersion();
    }
    return version.deploymentName().isEmpty()
        ? null
        : new WorkerDeploymentVersion(version.deploymentName(), version.buildId());
  }

  @Override
  public Instant startTime() {
    return Wire.instant(run.startTime);
  }

  @Override
  public @Nullable Execution parent() {
    return started.hasParentWorkflowExecution()
        ? execution(started.getParentWorkflowNamespace(), started.getParentWorkflowExecution())
        : null;
  }

  @Override
  public Execution root() {
    return started.hasRootWorkflowExecution()
        ? execution("", started.getRootWorkflowExecution())
        : new Execution("", run.workflowId, run.runId);
  }

  private static Execution execution(String namespace, WorkflowExecution execution) {
    return new Execution(namespace, execution.getWorkflowId(), execution.getRunId());
  }

  @Override
  public long historyLength() {
    return activation.historyLength();
  }

  @Override
  public long historySize() {
    return activation.historySize();
  }

  @Override
  public boolean isContinueAsNewSuggested() {
    return activation.suggestContinueAsNew();
  }

  @Override
  public Set<SuggestContinueAsNewReason> suggestContinueAsNewReasons() {
    var reasons = EnumSet.noneOf(SuggestContinueAsNewReason.class);
    for (var reason : activation.reasons()) {
      reasons.add(
          Wire.constant(
              reason, "SUGGEST_CONTINUE_AS_NEW_REASON_", SuggestContinueAsNewReason.UNSPECIFIED));
    }
    return reasons;
  }

  @Override
  public boolean isTargetWorkerDeploymentVersionChanged() {
    return activation.targetVersionChanged();
  }

  @Override
  public SearchAttributes searchAttributes() {
    return SearchAttributePayloads.decode(started.getSearchAttributes());
  }

  @Override
  public Map<String, Payload> headers() {
    return started.getHeader().getFieldsMap();
  }

  @Override
  public String toString() {
    return "%s %s, run %s".formatted(workflowType(), workflowId(), runId());
  }
}
