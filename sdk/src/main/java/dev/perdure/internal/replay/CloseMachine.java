package dev.perdure.internal.replay;

import dev.perdure.internal.replay.CloseMachine.Input.Recorded;
import dev.perdure.internal.replay.CloseMachine.Input.Requested;
import dev.perdure.internal.replay.CloseMachine.State.Closed;
import dev.perdure.internal.replay.CloseMachine.State.Closing;
import dev.perdure.internal.replay.CloseMachine.State.Open;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.enums.v1.EventType;

/// How one run closes itself. What code asks for after it asked to close has no effect.
///
/// The table in [#next] is the whole behavior; anything it does not list is nondeterminism.
final class CloseMachine {
  private CloseMachine() {}

  /// The ways in which a workflow closes itself.
  enum Kind {
    COMPLETE(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED),
    FAIL(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED),
    CANCEL(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED),
    CONTINUE_AS_NEW(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW);

    final EventType event;

    Kind(EventType event) {
      this.event = event;
    }
  }

  /// Whether the run is closed.
  sealed interface State {
    record Open() implements State {}

    /// The command is made but no event confirms it yet.
    record Closing(Kind kind) implements State {}

    record Closed(Kind kind) implements State {}
  }

  /// What can happen.
  sealed interface Input {
    /// The workflow code ended.
    record Requested(Kind kind) implements Input {}

    /// The event that closes the run.
    record Recorded(Kind kind) implements Input {}
  }

  private record At(State state, Input input) {}

  /// The one legal state after `input` in `state`.
  static State next(State state, Input input) {
    return switch (new At(state, input)) {
      case At(Open(), Requested(Kind kind)) -> new Closing(kind);
      case At(Closing(_), Requested(_)) -> state;
      case At(Closing(Kind asked), Recorded(Kind recorded)) when asked == recorded ->
          new Closed(recorded);
      default ->
          throw new NondeterminismException(
              "a run cannot take in %s when it is %s.".formatted(input, state));
    };
  }
}
