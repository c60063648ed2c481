package dev.perdure.engine.run;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.DeleteReply;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.workflowtask.WorkflowTasks;

/// A run is deleted, at a client's wish or since it was kept long enough.
///
/// An open run is terminated first, and goes in a decision of its own: who waits for its end sees
/// that end. A wish that cannot be carried out at once is on record.
public final class DeleteWorkflow {
  private DeleteWorkflow() {}

  public static Outcome<DeleteReply> decide(Draft draft, Request.Delete request) {
    var run = draft.state().run(request.runId());
    if (run == null) {
      if (!request.isStored()) {
        return Decision.reject(Rejection.noSuchRun(draft.state().key().id(), request.runId()));
      }
      draft.note(new Note.RunDeleted(request.runId()));
      return Decision.accept(new DeleteReply(request.runId(), true));
    }
    if (request.closedOnly() && run.isOpen()) {
      return Decision.reject(Rejection.failedPrecondition("the run is open"));
    }
    if (!run.deleteRequested()) {
      draft.note(new Note.DeleteRequested(run.runId()));
    }
    if (run.isOpen()) {
      CloseRun.terminate(
          draft, run, "Delete workflow execution", null, WorkflowTasks.SERVER_IDENTITY);
      return Decision.accept(new DeleteReply(run.runId(), false));
    }
    return Decision.accept(new DeleteReply(run.runId(), apply(draft, run)));
  }

  /// Deletes a closed run that is to be deleted, and tells whether it could.
  public static boolean apply(Draft draft, RunState run) {
    boolean owes = run == draft.state().current() && run.owesWorkflows();
    if (run.isOpen() || owes || !run.deleteRequested()) {
      return false;
    }
    for (var queryId : run.unstored().queries().keySet()) {
      draft.effect(
          new Effect.RejectQuery(queryId, Rejection.noSuchRun(run.workflowId(), run.runId())));
    }
    run.unstored().queries().clear();
    draft.note(new Note.RunDeleted(run.runId()));
    return true;
  }
}
