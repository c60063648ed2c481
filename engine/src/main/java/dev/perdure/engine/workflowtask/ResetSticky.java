package dev.perdure.engine.workflowtask;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;

/// No worker keeps the run's state any more.
public final class ResetSticky {
  private ResetSticky() {}

  public static Outcome<Done> decide(Draft draft, Request.ResetSticky request) {
    var run = draft.state().run(request.runId());
    if (run == null) {
      return Decision.reject(Rejection.noSuchRun(draft.state().key().id(), request.runId()));
    }
    if (!run.isOpen()) {
      return Decision.reject(Rejection.alreadyCompleted());
    }
    if (run.sticky() != null) {
      draft.note(new Note.StickyCleared(run.runId()));
    }
    return Decision.accept(Done.DONE);
  }
}
