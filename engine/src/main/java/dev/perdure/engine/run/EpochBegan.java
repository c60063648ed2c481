package dev.perdure.engine.run;

import dev.perdure.engine.activity.ActivityTimeouts;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.workflowtask.WorkflowTasks;

/// The server has started again: what workers in its own process were doing is lost, and need not
/// be waited for.
public final class EpochBegan {
  private EpochBegan() {}

  public static void decide(Draft draft, Request.EpochBegan request) {
    var run = draft.state().current();
    if (run == null || !run.isOpen()) {
      return;
    }
    var task = run.workflowTask();
    if (task != null && task.isStarted() && task.epoch() != 0 && task.epoch() != request.epoch()) {
      WorkflowTasks.timeOut(draft, run);
    }
    ActivityTimeouts.loseAttempts(draft, run, request.epoch());
  }
}
