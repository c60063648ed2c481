package dev.perdure.server.entity;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.state.EntityState;

/// The turn of a request.
record AskTurn<R>(EntityLane lane, Request<R> request, Answer<R> answer) implements Turn {
  @Override
  public void run(Entity entity, EntityState state) {
    lane.decide(entity, state, request, answer);
  }

  @Override
  public void failed(Rejection rejection) {
    answer.rejected(rejection);
  }
}
