package dev.perdure.engine.update;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.state.PendingUpdate;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import io.temporal.api.enums.v1.ResourceExhaustedScope;
import io.temporal.api.errordetails.v1.ResourceExhaustedFailure;
import io.temporal.api.errordetails.v1.WorkflowNotReadyFailure;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import org.jspecify.annotations.Nullable;

/// Callers of updates: one that brings an update, and one that asks how far it is.
///
/// A new update waits in memory for a workflow task. If the run has none, it gets a speculative
/// one.
public final class UpdateWorkflow {
  /// From this attempt on, the run's workflow task is taken to be broken.
  private static final int BROKEN_ATTEMPT = 3;

  private UpdateWorkflow() {}

  public static Outcome<UpdateStatus> decide(Draft draft, Request.Update update) {
    var request = update.request();
    var runId = request.getWorkflowExecution().getRunId();
    var run = draft.state().run(runId);
    if (run == null) {
      return Decision.reject(Rejection.noSuchRun(draft.state().key().id(), runId));
    }
    var firstRunId = request.getFirstExecutionRunId();
    if (!firstRunId.isEmpty() && !firstRunId.equals(run.started().getFirstExecutionRunId())) {
      return Decision.reject(Rejection.notFound("workflow execution not found"));
    }
    return admit(draft, run, request);
  }

  /// Takes the update in, or finds it where it is already.
  static Outcome<UpdateStatus> admit(
      Draft draft, RunState run, UpdateWorkflowExecutionRequest request) {
    var updateId = request.getRequest().getMeta().getUpdateId();
    var status = Updates.status(run, updateId);
    if (!run.isOpen()) {
      return status == null
          ? Decision.reject(Rejection.alreadyCompleted())
          : Decision.accept(status);
    }
    var refusal = refusal(run);
    if (refusal != null) {
      return Decision.reject(refusal);
    }
    if (status != null) {
      return Decision.accept(status);
    }
    var excess = excess(draft.limits(), run, request.getRequest().getSerializedSize());
    if (excess != null) {
      return Decision.reject(excess);
    }
    run.unstored().putUpdate(new PendingUpdate(updateId, request.getRequest(), false));
    if (run.workflowTask() == null) {
      WorkflowTasks.scheduleSpeculative(draft, run);
    }
    return Decision.accept(UpdateStatus.admitted(run.runId(), updateId));
  }

  private static @Nullable Rejection refusal(RunState run) {
    if (run.taskAttempt() >= BROKEN_ATTEMPT) {
      return new Rejection(
          Rejection.Code.FAILED_PRECONDITION,
          "Unable to perform workflow execution update due to Workflow Task in failed state.",
          WorkflowNotReadyFailure.getDefaultInstance());
    }
    return run.closeAttempted() && run.isWorkflowTaskStarted() ? UpdateLifecycle.CLOSING : null;
  }

  /// Why the run takes no more updates just now, or at all.
  private static @Nullable Rejection excess(EngineLimits limits, RunState run, int bytes) {
    if (bytes > limits.blobBytes()) {
      return Rejection.invalidArgument("Blob data size exceeds limit.");
    }
    var updates = limits.updates();
    if (run.unstored().updates().size() + run.runningUpdates() >= updates.inFlight()) {
      return concurrent(
          "limit on number of concurrent in-flight updates has been reached (%d)"
              .formatted(updates.inFlight()));
    }
    if (Updates.count(run) >= updates.total()) {
      return tooMany(updates.total());
    }
    long weight = bytes;
    for (var update : run.unstored().updates().values()) {
      weight += update.request().getSerializedSize();
    }
    return weight < updates.inFlightBytes()
        ? null
        : concurrent(
            "limit on total payload size of in-flight updates has been reached (%d bytes)"
                .formatted(updates.inFlightBytes()));
  }

  /// The run has had all the updates that a run can have.
  static Rejection tooMany(int limit) {
    return Rejection.failedPrecondition(
        ("The limit on the total number of distinct updates in this workflow has been reached (%d)."
                + " Make sure any duplicate updates share an Update ID so the server can"
                + " deduplicate them, and consider rejecting updates that you aren't going to"
                + " process. You can also Continue-as-New to avoid this; we recommend you check"
                + " Continue-as-New Suggested in your Workflow.")
            .formatted(limit));
  }

  private static Rejection concurrent(String message) {
    return new Rejection(
        Rejection.Code.RESOURCE_EXHAUSTED,
        message,
        ResourceExhaustedFailure.newBuilder()
            .setCause(ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_CONCURRENT_LIMIT)
            .setScope(ResourceExhaustedScope.RESOURCE_EXHAUSTED_SCOPE_NAMESPACE)
            .build());
  }

  /// Somebody asks how far an update is.
  public static Outcome<UpdateStatus> poll(Draft draft, Request.PollUpdate poll) {
    var run = draft.state().run(poll.runId());
    if (run == null) {
      return Decision.reject(Rejection.noSuchRun(draft.state().key().id(), poll.runId()));
    }
    var status = Updates.status(run, poll.updateId());
    return status == null
        ? Decision.reject(Rejection.notFound("update \"%s\" not found".formatted(poll.updateId())))
        : Decision.accept(status);
  }
}
