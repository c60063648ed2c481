package dev.perdure.engine.update;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Accepted;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Decision.Rejected;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.decision.UpdateWithStartReply;
import dev.perdure.engine.run.StartWorkflow;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import java.util.Objects;

/// Brings an update to the workflow that runs under an id, and starts it first if it is not there.
/// Start and update happen together or not at all.
public final class UpdateWithStart {
  private UpdateWithStart() {}

  public static Outcome<UpdateWithStartReply> decide(Draft draft, Request.UpdateWithStart request) {
    var current = draft.state().current();
    if (current != null) {
      var status = Updates.status(current, request.update().getRequest().getMeta().getUpdateId());
      // A run that closed has no use for an update that it never answered.
      if (status != null && isAnswered(current, status)) {
        return Decision.accept(new UpdateWithStartReply.Done(there(current), status));
      }
      if (current.isOpen() && (status != null || isMeant(current, request))) {
        return Decision.accept(update(draft, current, request, there(current)));
      }
    }
    var savepoint = draft.savepoint();
    var started = StartWorkflow.decide(draft, new Request.Start(request.start(), false));
    return switch (started) {
      case Rejected<StartReply>(Rejection rejection) ->
          Decision.accept(new UpdateWithStartReply.StartRefused(rejection));
      case Accepted<StartReply>(StartReply start) -> {
        var run = Objects.requireNonNull(draft.state().run(start.runId()));
        if (run == current) {
          yield Decision.accept(new UpdateWithStartReply.StartRefused(notStarted()));
        }
        var reply = update(draft, run, request, start);
        if (reply instanceof UpdateWithStartReply.UpdateRefused) {
          draft.restore(savepoint);
        }
        yield Decision.accept(reply);
      }
    };
  }

  private static boolean isAnswered(RunState run, UpdateStatus status) {
    var known = run.knownUpdate(status.updateId());
    return known != null && known.isCompleted();
  }

  /// Whether the update is for the run that is there.
  private static boolean isMeant(RunState run, Request.UpdateWithStart request) {
    var start = request.start();
    var seen = run.requests().get(start.getRequestId());
    return start.getWorkflowIdConflictPolicy()
            == WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
        || (seen != null && seen.eventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
  }

  private static UpdateWithStartReply update(
      Draft draft, RunState run, Request.UpdateWithStart request, StartReply start) {
    return switch (UpdateWorkflow.admit(draft, run, request.update())) {
      case Rejected<UpdateStatus>(Rejection rejection) ->
          new UpdateWithStartReply.UpdateRefused(rejection);
      case Accepted<UpdateStatus>(UpdateStatus status) ->
          new UpdateWithStartReply.Done(start, status);
    };
  }

  private static StartReply there(RunState run) {
    return new StartReply(
        run.runId(), false, run.status(), run.started().getFirstExecutionRunId(), null);
  }

  private static Rejection notStarted() {
    return new Rejection(
        Rejection.Code.UNAVAILABLE, "Workflow was not started: StartDeduped", null);
  }
}
