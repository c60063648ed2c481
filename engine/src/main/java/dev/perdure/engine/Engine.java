package dev.perdure.engine;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.state.WorkflowState;
import java.time.Instant;
import java.util.List;

/// The pure core: decides what a request leads to, and finds the effects that a state calls for.
///
/// Stateless and thread-safe; a state belongs to one caller at a time.
public final class Engine {
  private final EngineLimits limits;

  public Engine(EngineLimits limits) {
    this.limits = limits;
  }

  /// Decides a request and applies what follows from it to the state.
  ///
  /// @param now the engine's time, which never goes back
  /// @param ids the only source of ids and randomness
  /// @throws RuntimeException if something impossible happened: the state is not to be used again
  public <R> Decision<R> decide(WorkflowState state, Request<R> request, Instant now, Ids ids) {
    var draft = new Draft(state, now, ids, limits);
    return new Decision<>(
        new Decision.Rejected<>(
            new Rejection(Rejection.Code.UNIMPLEMENTED, request.getClass().getSimpleName(), null)),
        draft.records(),
        draft.effects());
  }

  /// Every effect that must be live in this state. Marks what it offers as offered.
  public List<Effect> redrive(WorkflowState state, Instant now) {
    return List.of();
  }
}
