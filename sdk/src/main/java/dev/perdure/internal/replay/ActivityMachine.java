package dev.perdure.internal.replay;

import dev.perdure.internal.replay.ActivityMachine.Input.CancelRecorded;
import dev.perdure.internal.replay.ActivityMachine.Input.CancelRequested;
import dev.perdure.internal.replay.ActivityMachine.Input.Closed;
import dev.perdure.internal.replay.ActivityMachine.Input.Recorded;
import dev.perdure.internal.replay.ActivityMachine.Output.RequestCancel;
import dev.perdure.internal.replay.ActivityMachine.Output.Resolve;
import dev.perdure.internal.replay.ActivityMachine.Output.ResolveCancelled;
import dev.perdure.internal.replay.ActivityMachine.Output.Withdraw;
import dev.perdure.internal.replay.ActivityMachine.State.Abandoned;
import dev.perdure.internal.replay.ActivityMachine.State.Cancelling;
import dev.perdure.internal.replay.ActivityMachine.State.Requested;
import dev.perdure.internal.replay.ActivityMachine.State.Resolved;
import dev.perdure.internal.replay.ActivityMachine.State.Scheduled;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.NondeterminismException;
import java.util.List;

/// One activity of one run: from the command that schedules it until its outcome is known.
///
/// The table in [#next] is the whole behavior; anything it does not list is nondeterminism.
final class ActivityMachine {
  private ActivityMachine() {}

  /// Where the activity is.
  sealed interface State {
    /// The command is queued but no event confirms it yet.
    record Requested() implements State {}

    record Scheduled(long eventId) implements State {}

    /// Cancellation was requested, and the workflow waits for what comes of it.
    record Cancelling(long eventId) implements State {}

    /// The workflow was told that it is cancelled, and no longer cares.
    record Abandoned(long eventId) implements State {}

    record Resolved() implements State {}
  }

  /// What can happen to the activity.
  sealed interface Input {
    /// `ActivityTaskScheduled`.
    record Recorded(long eventId) implements Input {}

    /// Workflow code cancels it.
    record CancelRequested(ActivityCancellationType type) implements Input {}

    /// `ActivityTaskCancelRequested`.
    record CancelRecorded() implements Input {}

    /// `ActivityTaskCompleted`, `Failed`, `TimedOut` or `Canceled`.
    record Closed() implements Input {}
  }

  /// What the activity wants done.
  sealed interface Output {
    /// Nothing was sent to the server, so the command can simply vanish.
    record Withdraw() implements Output {}

    record RequestCancel(long eventId) implements Output {}

    record ResolveCancelled() implements Output {}

    /// The workflow learns what the closing event says.
    record Resolve() implements Output {}
  }

  /// The state after one input, and what must be done.
  record Transition(State state, List<Output> outputs) {}

  private record At(State state, Input input) {}

  /// The one legal reaction to `input` in `state`.
  static Transition next(State state, Input input) {
    return switch (new At(state, input)) {
      case At(Requested(), Recorded(long id)) -> to(new Scheduled(id));
      case At(Requested(), CancelRequested(_)) ->
          to(new Resolved(), new Withdraw(), new ResolveCancelled());
      case At(Scheduled(_), Closed()) -> to(new Resolved(), new Resolve());
      case At(Scheduled(long id), CancelRequested(var type)) ->
          switch (type) {
            case TRY_CANCEL -> to(new Abandoned(id), new RequestCancel(id), new ResolveCancelled());
            case WAIT_CANCELLATION_COMPLETED -> to(new Cancelling(id), new RequestCancel(id));
            case ABANDON -> to(new Abandoned(id), new ResolveCancelled());
          };
      case At(Cancelling(_), CancelRequested(_)) -> to(state);
      case At(Cancelling(_), CancelRecorded()) -> to(state);
      case At(Cancelling(_), Closed()) -> to(new Resolved(), new Resolve());
      case At(Abandoned(_), CancelRequested(_)) -> to(state);
      case At(Abandoned(_), CancelRecorded()) -> to(state);
      case At(Abandoned(_), Closed()) -> to(new Resolved());
      case At(Resolved(), CancelRequested(_)) -> to(state);
      default ->
          throw new NondeterminismException(
              "an activity cannot take in %s when it is %s.".formatted(input, state));
    };
  }

  private static Transition to(State state, Output... outputs) {
    return new Transition(state, List.of(outputs));
  }
}
