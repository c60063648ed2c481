package dev.perdure.internal.replay;

import dev.perdure.internal.replay.TimerMachine.Input.CancelRecorded;
import dev.perdure.internal.replay.TimerMachine.Input.CancelRequested;
import dev.perdure.internal.replay.TimerMachine.Input.Fired;
import dev.perdure.internal.replay.TimerMachine.Input.Recorded;
import dev.perdure.internal.replay.TimerMachine.Output.CancelTimer;
import dev.perdure.internal.replay.TimerMachine.Output.ResolveFired;
import dev.perdure.internal.replay.TimerMachine.Output.Withdraw;
import dev.perdure.internal.replay.TimerMachine.State.Cancelling;
import dev.perdure.internal.replay.TimerMachine.State.Requested;
import dev.perdure.internal.replay.TimerMachine.State.Resolved;
import dev.perdure.internal.replay.TimerMachine.State.Running;
import dev.perdure.workflow.NondeterminismException;
import java.util.List;

/// One timer of one run: from the command that starts it until it fires or is cancelled. Who
/// cancels it knows that it is cancelled, so that needs no output.
///
/// The table in [#next] is the whole behavior; anything it does not list is nondeterminism.
final class TimerMachine {
  private TimerMachine() {}

  /// Where the timer is.
  sealed interface State {
    /// The command is queued but no event confirms it yet.
    record Requested() implements State {}

    record Running(long eventId) implements State {}

    record Cancelling(long eventId) implements State {}

    record Resolved() implements State {}
  }

  /// What can happen to the timer.
  sealed interface Input {
    /// `TimerStarted`.
    record Recorded(long eventId) implements Input {}

    /// `TimerFired`.
    record Fired() implements Input {}

    /// Workflow code cancels it.
    record CancelRequested() implements Input {}

    /// `TimerCanceled`.
    record CancelRecorded() implements Input {}
  }

  /// What the timer wants done.
  sealed interface Output {
    /// Nothing was sent to the server, so the command can simply vanish.
    record Withdraw() implements Output {}

    record CancelTimer(long eventId) implements Output {}

    record ResolveFired() implements Output {}
  }

  /// The state after one input, and what must be done.
  record Transition(State state, List<Output> outputs) {}

  private record At(State state, Input input) {}

  /// The one legal reaction to `input` in `state`.
  static Transition next(State state, Input input) {
    return switch (new At(state, input)) {
      case At(Requested(), Recorded(long id)) -> to(new Running(id));
      case At(Requested(), CancelRequested()) -> to(new Resolved(), new Withdraw());
      case At(Running(_), Fired()) -> to(new Resolved(), new ResolveFired());
      case At(Running(long id), CancelRequested()) -> to(new Cancelling(id), new CancelTimer(id));
      case At(Cancelling(_), CancelRequested()) -> to(state);
      case At(Cancelling(_), CancelRecorded()) -> to(new Resolved());
      case At(Resolved(), CancelRequested()) -> to(state);
      default ->
          throw new NondeterminismException(
              "a timer cannot take in %s when it is %s.".formatted(input, state));
    };
  }

  private static Transition to(State state, Output... outputs) {
    return new Transition(state, List.of(outputs));
  }
}
