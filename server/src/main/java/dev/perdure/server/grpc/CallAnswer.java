package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.entity.Answer;
import java.util.function.Function;

/// Answers a call with what the engine replies.
///
/// @param response makes the response, in the turn
record CallAnswer<R, S>(UnaryCall<?, S> call, Function<R, S> response) implements Answer<R> {
  /// Nobody would know what a call that is cancelled by now has led to.
  @Override
  public boolean wanted() {
    return !call.cancelled();
  }

  @Override
  public Runnable accepted(R reply) {
    var made = response.apply(reply);
    return () -> call.reply(made);
  }

  @Override
  public void rejected(Rejection rejection) {
    call.reject(rejection);
  }
}
