package dev.perdure.server.entity;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.WorkflowState;

/// The turn of a reader.
record LookTurn(EntityLane lane, Look look) implements Turn {
  @Override
  public void run(Entity entity, WorkflowState state) {
    lane.look(entity, state, look);
  }

  @Override
  public void failed(Rejection rejection) {
    look.rejected(rejection);
  }
}
