package dev.perdure.internal.workflow;

import dev.perdure.internal.definition.WorkflowDefinition;
import io.temporal.api.failure.v1.Failure;

/// One run of a workflow in a worker's memory: its instance, the coroutines that execute it, and
/// where in its history it stands.
///
/// Not thread-safe: the worker hands it one task at a time.
public final class WorkflowRun implements AutoCloseable {
  /// A run about which nothing is known yet; its first task brings the history from event 1.
  public WorkflowRun(
      RunSettings settings, WorkflowDefinition definition, String workflowId, String runId) {}

  /// Brings the workflow up to date with the task's events, and answers its queries. Called on a
  /// virtual thread, which makes handing over to the workflow's own threads cheap.
  public WorkflowTaskOutcome handle(WorkflowTask task) {
    return new WorkflowTaskOutcome.QueryFailed(
        "Nothing is known of the run before event " + task.startedEventId(),
        Failure.getDefaultInstance());
  }

  /// The last history event that was taken in; the next task must go on behind it. 0 at first.
  public long lastEventId() {
    return 0;
  }

  /// Ends the workflow's coroutines where they wait: their `finally` blocks run, and nothing that
  /// they do has an effect.
  @Override
  public void close() {}
}
