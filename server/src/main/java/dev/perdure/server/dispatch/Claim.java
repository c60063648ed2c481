package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.entity.Answer;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.matching.Poller;
import dev.perdure.server.matching.Task;
import java.util.function.Consumer;
import java.util.function.Function;

/// A poller asks the entity for the task that it was matched with.
///
/// The entity says no when the task is stale; the poller then goes on waiting. A poller that hung
/// up in the meantime claims nothing, and the task is offered again.
record Claim<R>(
    Matching matching,
    Poller poller,
    Task task,
    Function<R, Runnable> take,
    Consumer<Rejection> fail)
    implements Answer<R> {

  @Override
  public boolean wanted() {
    if (poller.gone()) {
      matching.offerAgain(poller.queue(), task);
      return false;
    }
    return true;
  }

  @Override
  public Runnable accepted(R reply) {
    return take.apply(reply);
  }

  @Override
  public void rejected(Rejection rejection) {
    switch (rejection.code()) {
      case NOT_FOUND, FAILED_PRECONDITION, INVALID_ARGUMENT, ABORTED ->
          matching.poll(poller, Matching.SAME_RATE);
      // The task is not lost: the state that it came from offers it again when it is loaded.
      default -> fail.accept(rejection);
    }
  }
}
