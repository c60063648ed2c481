package dev.perdure.server.entity;

import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;

/// Takes requests that finish work which the server has accepted.
@FunctionalInterface
public interface Asker {
  /// Never refused for load.
  <R> void askInternally(EntityKey key, Request<R> request, Answer<R> answer);
}
