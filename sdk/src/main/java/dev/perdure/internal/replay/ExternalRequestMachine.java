package dev.perdure.internal.replay;

import dev.perdure.internal.replay.ExternalRequestMachine.Input.Answered;
import dev.perdure.internal.replay.ExternalRequestMachine.Input.CancelRequested;
import dev.perdure.internal.replay.ExternalRequestMachine.Input.Recorded;
import dev.perdure.internal.replay.ExternalRequestMachine.Output.Resolve;
import dev.perdure.internal.replay.ExternalRequestMachine.Output.ResolveCancelled;
import dev.perdure.internal.replay.ExternalRequestMachine.Output.Withdraw;
import dev.perdure.internal.replay.ExternalRequestMachine.State.Requested;
import dev.perdure.internal.replay.ExternalRequestMachine.State.Resolved;
import dev.perdure.internal.replay.ExternalRequestMachine.State.Sent;
import dev.perdure.workflow.NondeterminismException;
import java.util.List;

/// One signal or cancel request to another workflow: from its command to the answer.
///
/// The table in [#next] is the whole behavior; anything it does not list is nondeterminism.
final class ExternalRequestMachine {
  private ExternalRequestMachine() {}

  /// Where the request is.
  sealed interface State {
    /// The command is queued but no event confirms it yet.
    record Requested() implements State {}

    /// The server carries it out; nothing can stop it any more.
    record Sent() implements State {}

    record Resolved() implements State {}
  }

  /// What can happen to the request.
  sealed interface Input {
    /// `SignalExternalWorkflowExecutionInitiated` or
    /// `RequestCancelExternalWorkflowExecutionInitiated`.
    record Recorded() implements Input {}

    /// Workflow code takes it back.
    record CancelRequested() implements Input {}

    /// The event that says what came of it.
    record Answered() implements Input {}
  }

  /// What the request wants done.
  sealed interface Output {
    /// Nothing was sent to the server, so the command can simply vanish.
    record Withdraw() implements Output {}

    record ResolveCancelled() implements Output {}

    /// The workflow learns what came of it.
    record Resolve() implements Output {}
  }

  /// The state after one input, and what must be done.
  record Transition(State state, List<Output> outputs) {}

  private record At(State state, Input input) {}

  /// The one legal reaction to `input` in `state`.
  static Transition next(State state, Input input) {
    return switch (new At(state, input)) {
      case At(Requested(), Recorded()) -> to(new Sent());
      case At(Requested(), CancelRequested()) ->
          to(new Resolved(), new Withdraw(), new ResolveCancelled());
      case At(Sent(), CancelRequested()) -> to(state);
      case At(Sent(), Answered()) -> to(new Resolved(), new Resolve());
      case At(Resolved(), CancelRequested()) -> to(state);
      default ->
          throw new NondeterminismException(
              "a request to another workflow cannot take in %s when it is %s."
                  .formatted(input, state));
    };
  }

  private static Transition to(State state, Output... outputs) {
    return new Transition(state, List.of(outputs));
  }
}
