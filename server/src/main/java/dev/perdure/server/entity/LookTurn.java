package dev.perdure.server.entity;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.WorkflowState;

/// The turn of a reader: only workflows have any.
record LookTurn(EntityLane lane, Look look) implements Turn {
  @Override
  public void run(Entity entity, EntityState state) {
    lane.look(entity, (WorkflowState) state, look);
  }

  @Override
  public void failed(Rejection rejection) {
    look.rejected(rejection);
  }
}
