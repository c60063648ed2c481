package dev.perdure.workflow;

import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.WorkerDeploymentVersion;
import io.temporal.api.common.v1.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What workflow code can know about its own run. The values that change are those of the moment at
/// which [Workflow#info] was called.
public interface WorkflowInfo {
  /// One run of a workflow.
  ///
  /// @param namespace where it is; empty for the same namespace
  /// @param workflowId its workflow id
  /// @param runId its run id
  record Execution(String namespace, String workflowId, String runId) {}

  /// The namespace.
  String namespace();

  /// The workflow id.
  String workflowId();

  /// The id of this run.
  String runId();

  /// The id of the first run of the chain of runs that continue or retry one another.
  String firstExecutionRunId();

  /// The run that this one continues; null when it continues none.
  @Nullable String continuedRunId();

  /// The workflow type's name.
  String workflowType();

  /// The task queue that the workflow was started on.
  String taskQueue();

  /// Which attempt of the workflow this run is, from 1.
  int attempt();

  /// The cron schedule; empty for none.
  String cronSchedule();

  /// The retry policy; null for none.
  @Nullable RetryPolicy retryPolicy();

  /// The limit for all runs together; null for none.
  @Nullable Duration executionTimeout();

  /// The limit for this run; null for none.
  @Nullable Duration runTimeout();

  /// The limit for one workflow task.
  Duration taskTimeout();

  /// The order in which its tasks are handed out.
  Priority priority();

  /// Which version of its code the worker runs; in replay, that of the worker which did the current
  /// workflow task at first. Empty when that is not known.
  String currentBuildId();

  /// The same as [#currentBuildId] for a worker that belongs to a deployment; null for one that
  /// does not.
  @Nullable WorkerDeploymentVersion currentDeploymentVersion();

  /// When the run was started.
  Instant startTime();

  /// The run that started this one as its child; null for none.
  @Nullable Execution parent();

  /// The topmost run above this one; the run itself when nothing is above it.
  Execution root();

  /// The number of history events up to now.
  long historyLength();

  /// The size of the history in bytes up to now.
  long historySize();

  /// Whether the server finds the history so long that the workflow should continue as new.
  boolean isContinueAsNewSuggested();

  /// Why it finds so, when the server says it.
  Set<SuggestContinueAsNewReason> suggestContinueAsNewReasons();

  /// Whether the worker deployment's version that new runs get is no longer the one to which this
  /// run is pinned.
  boolean isTargetWorkerDeploymentVersionChanged();

  /// The attributes by which the workflow is found in lists, as the code has left them.
  SearchAttributes searchAttributes();

  /// The headers that the run was started with, for interceptors.
  Map<String, Payload> headers();
}
