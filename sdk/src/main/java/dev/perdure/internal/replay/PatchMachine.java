package dev.perdure.internal.replay;

import dev.perdure.internal.replay.PatchMachine.Input.Asked;
import dev.perdure.internal.replay.PatchMachine.Input.Found;
import dev.perdure.internal.replay.PatchMachine.Input.Recorded;
import dev.perdure.internal.replay.PatchMachine.Input.Retired;
import dev.perdure.internal.replay.PatchMachine.Output.Confirm;
import dev.perdure.internal.replay.PatchMachine.Output.Skip;
import dev.perdure.internal.replay.PatchMachine.Output.Tell;
import dev.perdure.internal.replay.PatchMachine.State.Ahead;
import dev.perdure.internal.replay.PatchMachine.State.Known;
import dev.perdure.internal.replay.PatchMachine.State.Off;
import dev.perdure.internal.replay.PatchMachine.State.On;
import dev.perdure.internal.replay.PatchMachine.State.Unknown;
import dev.perdure.workflow.NondeterminismException;
import java.util.List;

/// One patch of one run: whether code takes the new way, which it must do the same each time.
///
/// Code that asks for the first time outside of replay takes the new way, and a marker says so to
/// all replays. In replay the markers of a workflow task are known before its code runs, so the
/// answer is what the history says. A marker that is deprecated may stand in the history without
/// code that asks for it; another may not.
///
/// The table in [#next] is the whole behavior; anything it does not list is nondeterminism.
final class PatchMachine {
  private PatchMachine() {}

  /// What code and history have said.
  sealed interface State {
    /// Nothing yet.
    record Unknown() implements State {}

    /// The history has a marker behind this workflow task; code has not asked yet.
    record Ahead() implements State {}

    /// Code took the old way: it asked in replay, and the history had no marker.
    record Off() implements State {}

    /// Code takes the new way; the marker is a command, and no event confirms it yet.
    record On() implements State {}

    /// The history has the marker.
    record Known() implements State {}
  }

  /// What can happen.
  sealed interface Input {
    /// The look ahead found a marker.
    record Found() implements Input {}

    /// Code asks whether to take the new way.
    record Asked(boolean replaying) implements Input {}

    /// Code says that the old way is gone.
    record Retired(boolean replaying) implements Input {}

    /// `MarkerRecorded`.
    record Recorded(boolean deprecated) implements Input {}
  }

  /// What must be done.
  sealed interface Output {
    /// The marker becomes a command.
    record Tell(boolean deprecated) implements Output {}

    /// The event confirms the command.
    record Confirm() implements Output {}

    /// The event is passed over: no code asks for it any more.
    record Skip() implements Output {}
  }

  /// The state after one input, and what must be done.
  record Transition(State state, List<Output> outputs) {}

  private record At(State state, Input input) {}

  /// The one legal reaction to `input` in `state`.
  static Transition next(State state, Input input) {
    return switch (new At(state, input)) {
      case At(Unknown(), Found()) -> to(new Ahead());
      case At(Unknown(), Asked(boolean replaying)) ->
          replaying ? to(new Off()) : to(new On(), new Tell(false));
      case At(Unknown(), Retired(boolean replaying)) ->
          replaying ? to(new Off()) : to(new On(), new Tell(true));
      case At(Ahead(), Asked(_)) -> to(new On(), new Tell(false));
      case At(Ahead(), Retired(_)) -> to(new On(), new Tell(true));
      case At(Ahead(), Recorded(boolean deprecated)) when deprecated -> to(new Known(), new Skip());
      case At(Off(), Found()) -> to(state);
      case At(Off(), Asked(_)) -> to(state);
      case At(Off(), Retired(_)) -> to(state);
      case At(Off(), Recorded(boolean deprecated)) when deprecated -> to(state, new Skip());
      case At(On(), Asked(_)) -> to(state);
      case At(On(), Retired(_)) -> to(state);
      case At(On(), Recorded(_)) -> to(new Known(), new Confirm());
      case At(Known(), Asked(_)) -> to(state);
      case At(Known(), Retired(_)) -> to(state);
      default ->
          throw new NondeterminismException(
              "a patch cannot take in %s when it is %s.".formatted(input, state));
    };
  }

  /// Whether code takes the new way.
  static boolean isOn(State state) {
    return state instanceof On || state instanceof Known;
  }

  private static Transition to(State state, Output... outputs) {
    return new Transition(state, List.of(outputs));
  }
}
