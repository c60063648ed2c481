package dev.perdure.internal.replay;

import dev.perdure.internal.replay.UpdateMachine.Input.Accept;
import dev.perdure.internal.replay.UpdateMachine.Input.AcceptanceRecorded;
import dev.perdure.internal.replay.UpdateMachine.Input.Complete;
import dev.perdure.internal.replay.UpdateMachine.Input.CompletionRecorded;
import dev.perdure.internal.replay.UpdateMachine.Input.Reject;
import dev.perdure.internal.replay.UpdateMachine.Output.SendAcceptance;
import dev.perdure.internal.replay.UpdateMachine.Output.SendRejection;
import dev.perdure.internal.replay.UpdateMachine.Output.SendResponse;
import dev.perdure.internal.replay.UpdateMachine.State.Accepted;
import dev.perdure.internal.replay.UpdateMachine.State.Accepting;
import dev.perdure.internal.replay.UpdateMachine.State.AcceptingAndCompleting;
import dev.perdure.internal.replay.UpdateMachine.State.Completed;
import dev.perdure.internal.replay.UpdateMachine.State.Completing;
import dev.perdure.internal.replay.UpdateMachine.State.Rejected;
import dev.perdure.internal.replay.UpdateMachine.State.Requested;
import dev.perdure.workflow.NondeterminismException;
import java.util.List;

/// One update of one run: from its request until it is rejected, or accepted and completed.
///
/// The table in [#next] is the whole behavior; anything it does not list is nondeterminism.
final class UpdateMachine {
  private UpdateMachine() {}

  /// Where the update is.
  sealed interface State {
    /// Nobody has looked at it yet.
    record Requested() implements State {}

    /// Its acceptance is queued but no event confirms it yet.
    record Accepting() implements State {}

    record Accepted() implements State {}

    /// Its acceptance and its outcome are queued, and no event confirms either.
    record AcceptingAndCompleting() implements State {}

    /// Its outcome is queued but no event confirms it yet.
    record Completing() implements State {}

    record Completed() implements State {}

    record Rejected() implements State {}
  }

  /// What can happen to the update.
  sealed interface Input {
    /// Its validator lets it pass.
    record Accept() implements Input {}

    /// There is no handler, or its validator refuses it.
    record Reject() implements Input {}

    /// Its handler has a result or a failure.
    record Complete() implements Input {}

    /// `WorkflowExecutionUpdateAccepted`.
    record AcceptanceRecorded() implements Input {}

    /// `WorkflowExecutionUpdateCompleted`.
    record CompletionRecorded() implements Input {}
  }

  /// What the update wants sent.
  sealed interface Output {
    record SendAcceptance() implements Output {}

    record SendRejection() implements Output {}

    record SendResponse() implements Output {}
  }

  /// The state after one input, and what must be done.
  record Transition(State state, List<Output> outputs) {}

  private record At(State state, Input input) {}

  /// The one legal reaction to `input` in `state`.
  static Transition next(State state, Input input) {
    return switch (new At(state, input)) {
      case At(Requested(), Accept()) -> to(new Accepting(), new SendAcceptance());
      case At(Requested(), Reject()) -> to(new Rejected(), new SendRejection());
      case At(Accepting(), AcceptanceRecorded()) -> to(new Accepted());
      case At(Accepting(), Complete()) -> to(new AcceptingAndCompleting(), new SendResponse());
      case At(AcceptingAndCompleting(), AcceptanceRecorded()) -> to(new Completing());
      case At(Accepted(), Complete()) -> to(new Completing(), new SendResponse());
      case At(Completing(), CompletionRecorded()) -> to(new Completed());
      default ->
          throw new NondeterminismException(
              "an update cannot take in %s when it is %s.".formatted(input, state));
    };
  }

  private static Transition to(State state, Output... outputs) {
    return new Transition(state, List.of(outputs));
  }
}
