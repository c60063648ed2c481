package dev.perdure.engine.run;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.state.RunState;
import org.jspecify.annotations.Nullable;

/// A client closes a run.
public final class TerminateWorkflow {
  private TerminateWorkflow() {}

  public static Outcome<Done> decide(Draft draft, Request.Terminate terminate) {
    var request = terminate.request();
    var runId = request.getWorkflowExecution().getRunId();
    var run = draft.state().run(runId);
    var missing = missing(draft, run, runId, request.getFirstExecutionRunId());
    if (run == null || missing != null) {
      return Decision.reject(missing == null ? Rejection.alreadyCompleted() : missing);
    }
    if (!run.isOpen()) {
      return Decision.reject(Rejection.alreadyCompleted());
    }
    if (request.getDetails().getSerializedSize() > draft.limits().blobBytes()) {
      return Decision.reject(Rejection.invalidArgument("Blob data size exceeds limit."));
    }
    CloseRun.terminate(
        draft,
        run,
        request.getReason(),
        request.hasDetails() ? request.getDetails() : null,
        request.getIdentity(),
        request.getLinksList());
    return Decision.accept(Done.DONE);
  }

  /// Why this is not the run that the caller means, null if it is.
  static @Nullable Rejection missing(
      Draft draft, @Nullable RunState run, String runId, String firstRunId) {
    if (run == null) {
      return Rejection.noSuchRun(draft.state().key().id(), runId);
    }
    return firstRunId.isEmpty() || firstRunId.equals(run.started().getFirstExecutionRunId())
        ? null
        : Rejection.notFound(
            "workflow execution not found: its chain of runs begins with another run id");
  }
}
