package dev.perdure.server.entity;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.WorkflowState;

/// The turn of a request about one run, which the entity may have left behind.
record AskRunTurn<R>(
    EntityLane lane, String runId, Request<R> request, Answer<R> answer, Runnable elsewhere)
    implements Turn {
  @Override
  public void run(Entity entity, EntityState state) {
    if (!runId.isEmpty()
        && state instanceof WorkflowState workflow
        && workflow.run(runId) == null) {
      elsewhere.run();
    } else {
      lane.decide(entity, state, request, answer);
    }
  }

  @Override
  public void failed(Rejection rejection) {
    answer.rejected(rejection);
  }
}
