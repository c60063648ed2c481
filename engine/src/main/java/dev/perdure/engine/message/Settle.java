package dev.perdure.engine.message;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.state.RunState;

/// What was owed has been answered. A child whose parent knows of it may begin.
public final class Settle {
  private Settle() {}

  public static void decide(Draft draft, String owedId) {
    var run = draft.state().current();
    var owed = run == null ? null : run.owed(owedId);
    if (run == null || owed == null) {
      return;
    }
    draft.note(new Note.OwedSettled(run.runId(), owedId));
    if (owed instanceof Owed.ChildStarted started && started.firstRunId().equals(run.runId())) {
      begin(draft, run);
    }
  }

  /// Asks for the first workflow task, if nothing else has done so before.
  private static void begin(Draft draft, RunState run) {
    if (run.isOpen() && run.workflowTask() == null && run.previousStartedEventId() == 0) {
      draft.wake();
    }
  }
}
