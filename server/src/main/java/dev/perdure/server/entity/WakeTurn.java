package dev.perdure.server.entity;

import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.EntityState;

/// The turn of an alarm. Nobody waits for its outcome, and what is due stays due if it fails.
record WakeTurn(EntityLane lane, Runnable done) implements Turn, Answer<Done> {
  @Override
  public void run(Entity entity, EntityState state) {
    lane.wake(entity, state, this);
    done.run();
  }

  @Override
  public void failed(Rejection rejection) {
    done.run();
  }

  @Override
  public Runnable accepted(Done reply) {
    return () -> {};
  }

  @Override
  public void rejected(Rejection rejection) {}
}
