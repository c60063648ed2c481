package dev.perdure.engine.child;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.Parent;
import dev.perdure.engine.state.RunState;

/// A run that a reset made asks after a child of the run before it: one that has ended says so
/// again, one that is open will say so in time.
public final class SoughtChild {
  private SoughtChild() {}

  public static void decide(Draft draft, Message.SeekChild message) {
    draft.effect(new Effect.Tell(message.parent().key(), new Message.Settled(message.owedId())));
    var run = draft.state().current();
    if (run != null
        && run.started().hasParentWorkflowExecution()
        && run.started().getFirstExecutionRunId().equals(message.firstRunId())) {
      reportEnd(draft, run, message.parent());
    }
  }

  /// Tells this parent of the child's end, if it has ended.
  public static void reportEnd(Draft draft, RunState run, Parent parent) {
    if (run.isOpen()) {
      return;
    }
    draft.note(
        new Note.OwedAdded(
            run.runId(),
            new Owed.ChildClosed(
                parent,
                run.workflowType(),
                run.started().getFirstExecutionRunId(),
                run.runId(),
                run.event(run.lastEventId()))));
  }
}
