package dev.perdure.internal.replay;

import dev.perdure.internal.replay.LocalActivityMachine.Input.CancelRequested;
import dev.perdure.internal.replay.LocalActivityMachine.Input.Ended;
import dev.perdure.internal.replay.LocalActivityMachine.Input.Recorded;
import dev.perdure.internal.replay.LocalActivityMachine.Input.Released;
import dev.perdure.internal.replay.LocalActivityMachine.Output.RecordCancelled;
import dev.perdure.internal.replay.LocalActivityMachine.Output.RecordEnd;
import dev.perdure.internal.replay.LocalActivityMachine.Output.RequestCancel;
import dev.perdure.internal.replay.LocalActivityMachine.Output.Run;
import dev.perdure.internal.replay.LocalActivityMachine.State.Cancelling;
import dev.perdure.internal.replay.LocalActivityMachine.State.Over;
import dev.perdure.internal.replay.LocalActivityMachine.State.Requested;
import dev.perdure.internal.replay.LocalActivityMachine.State.Resolved;
import dev.perdure.internal.replay.LocalActivityMachine.State.Running;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.NondeterminismException;
import java.util.List;

/// One local activity of one run: from the call that asks for it until the history has its marker.
/// How it ended comes from the worker that runs it or, in replay, from the marker ahead: the
/// machine does not see a difference.
///
/// The table in [#next] is the whole behavior; anything it does not list is nondeterminism.
final class LocalActivityMachine {
  private LocalActivityMachine() {}

  /// Where the activity is.
  sealed interface State {
    /// Code asked for it in the activation that is going on.
    record Requested() implements State {}

    record Running() implements State {}

    /// It was asked to stop, and the workflow waits for what comes of it.
    record Cancelling() implements State {}

    /// The workflow knows the outcome, and the marker is made but no event confirms it yet.
    record Resolved() implements State {}

    /// The history has its marker.
    record Over() implements State {}
  }

  /// What can happen to the activity.
  sealed interface Input {
    /// The activation in which code asked for it is over.
    record Released() implements Input {}

    /// Workflow code cancels it.
    record CancelRequested(ActivityCancellationType type) implements Input {}

    /// It ended.
    record Ended() implements Input {}

    /// `MarkerRecorded`.
    record Recorded() implements Input {}
  }

  /// What the activity wants done.
  sealed interface Output {
    /// The worker runs it when there is nothing more to replay.
    record Run() implements Output {}

    /// The worker asks it to stop.
    record RequestCancel() implements Output {}

    /// A marker is made of how it ended, and the workflow learns of that.
    record RecordEnd() implements Output {}

    /// A marker is made that says that it was cancelled, which the workflow learns at once.
    record RecordCancelled() implements Output {}
  }

  /// The state after one input, and what must be done.
  record Transition(State state, List<Output> outputs) {}

  private record At(State state, Input input) {}

  /// The one legal reaction to `input` in `state`.
  static Transition next(State state, Input input) {
    return switch (new At(state, input)) {
      case At(Requested(), Released()) -> to(new Running(), new Run());
      case At(Requested(), CancelRequested(_)) -> to(new Resolved(), new RecordCancelled());
      case At(Running(), CancelRequested(var type)) ->
          switch (type) {
            case TRY_CANCEL -> to(new Resolved(), new RequestCancel(), new RecordCancelled());
            case WAIT_CANCELLATION_COMPLETED -> to(new Cancelling(), new RequestCancel());
            case ABANDON -> to(new Resolved(), new RecordCancelled());
          };
      case At(Running(), Ended()) -> to(new Resolved(), new RecordEnd());
      case At(Cancelling(), Ended()) -> to(new Resolved(), new RecordEnd());
      case At(Cancelling(), CancelRequested(_)) -> to(state);
      case At(Resolved(), CancelRequested(_)) -> to(state);
      case At(Resolved(), Ended()) -> to(state); // what was abandoned ends all the same
      case At(Resolved(), Recorded()) -> to(new Over());
      case At(Over(), CancelRequested(_)) -> to(state);
      case At(Over(), Ended()) -> to(state);
      default ->
          throw new NondeterminismException(
              "a local activity cannot take in %s when it is %s.".formatted(input, state));
    };
  }

  private static Transition to(State state, Output... outputs) {
    return new Transition(state, List.of(outputs));
  }
}
