package dev.perdure.server.entity;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.EntityState;

/// What one turn of a lane does with one entity.
interface Turn {
  void run(Entity entity, EntityState state);

  /// It could not run, or threw.
  void failed(Rejection rejection);
}
