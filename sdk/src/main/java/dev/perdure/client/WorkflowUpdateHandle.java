package dev.perdure.client;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One update of a workflow, to wait for its result. Any number of threads may use a handle.
///
/// @param <R> the type of the update's result
public final class WorkflowUpdateHandle<R extends @Nullable Object> {
  private final UpdateOutcome outcome;

  WorkflowUpdateHandle(UpdateOutcome outcome) {
    this.outcome = outcome;
  }

  /// The update's id.
  public String id() {
    return outcome.updateId();
  }

  /// The workflow's id.
  public String workflowId() {
    return outcome.workflow().getWorkflowId();
  }

  /// The run that the update belongs to; null for the latest.
  public @Nullable String workflowRunId() {
    String runId = outcome.workflow().getRunId();
    return runId.isEmpty() ? null : runId;
  }

  /// Waits for the update's result. The wait has no limit and outlasts a server that is away for a
  /// while.
  ///
  /// @throws WorkflowUpdateFailedException when it was rejected or failed
  /// @throws WorkflowUpdateRpcTimeoutOrCancelledException when the wait was interrupted
  /// @throws WorkflowNotFoundException when there is no such update
  @SuppressWarnings({"unchecked", "NullAway"}) // R is the result type of the update's method
  public R result() {
    return (R) outcome.await();
  }

  /// As [#result], without holding a thread.
  @SuppressWarnings("unchecked") // R is the result type of the update's method
  public CompletableFuture<R> resultAsync() {
    return (CompletableFuture<R>) outcome.awaitAsync();
  }

  @Override
  public String toString() {
    return "update %s of workflow %s".formatted(id(), workflowId());
  }
}
