package dev.perdure.internal.replay;

import dev.perdure.internal.replay.ChildMachine.Input.CancelAccepted;
import dev.perdure.internal.replay.ChildMachine.Input.CancelRequested;
import dev.perdure.internal.replay.ChildMachine.Input.ChildStarted;
import dev.perdure.internal.replay.ChildMachine.Input.Closed;
import dev.perdure.internal.replay.ChildMachine.Input.Recorded;
import dev.perdure.internal.replay.ChildMachine.Input.StartFailed;
import dev.perdure.internal.replay.ChildMachine.Output.RequestCancel;
import dev.perdure.internal.replay.ChildMachine.Output.Resolve;
import dev.perdure.internal.replay.ChildMachine.Output.ResolveCancelled;
import dev.perdure.internal.replay.ChildMachine.Output.ResolveStartFailed;
import dev.perdure.internal.replay.ChildMachine.Output.ResolveStarted;
import dev.perdure.internal.replay.ChildMachine.Output.Withdraw;
import dev.perdure.internal.replay.ChildMachine.State.Abandoned;
import dev.perdure.internal.replay.ChildMachine.State.Initiated;
import dev.perdure.internal.replay.ChildMachine.State.Requested;
import dev.perdure.internal.replay.ChildMachine.State.Resolved;
import dev.perdure.internal.replay.ChildMachine.State.Started;
import dev.perdure.workflow.ChildWorkflowCancellationType;
import dev.perdure.workflow.NondeterminismException;
import java.util.List;

/// One child workflow of one run: from the command that starts it to its outcome.
///
/// The table in [#next] is the whole behavior; anything it does not list is nondeterminism.
final class ChildMachine {
  private ChildMachine() {}

  /// Where the child is.
  sealed interface State {
    /// The command is queued but no event confirms it yet.
    record Requested() implements State {}

    /// The server starts it.
    ///
    /// @param cancelling whether its cancellation was requested
    record Initiated(boolean cancelling) implements State {}

    /// It runs.
    ///
    /// @param cancelling whether its cancellation was requested
    record Started(boolean cancelling) implements State {}

    /// The workflow was told that it is cancelled, and no longer cares.
    record Abandoned() implements State {}

    record Resolved() implements State {}
  }

  /// What can happen to the child.
  sealed interface Input {
    /// `StartChildWorkflowExecutionInitiated`.
    record Recorded() implements Input {}

    /// `ChildWorkflowExecutionStarted`.
    record ChildStarted() implements Input {}

    /// `StartChildWorkflowExecutionFailed`.
    record StartFailed() implements Input {}

    /// Workflow code cancels it.
    record CancelRequested(ChildWorkflowCancellationType type) implements Input {}

    /// `ExternalWorkflowExecutionCancelRequested`.
    record CancelAccepted(ChildWorkflowCancellationType type) implements Input {}

    /// `ChildWorkflowExecutionCompleted`, `Failed`, `TimedOut`, `Canceled` or `Terminated`.
    record Closed() implements Input {}
  }

  /// What the child wants done.
  sealed interface Output {
    /// Nothing was sent to the server, so the command can simply vanish.
    record Withdraw() implements Output {}

    record RequestCancel() implements Output {}

    record ResolveStarted() implements Output {}

    record ResolveStartFailed() implements Output {}

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
      case At(Requested(), Recorded()) -> to(new Initiated(false));
      case At(Requested(), CancelRequested(_)) ->
          to(new Resolved(), new Withdraw(), new ResolveCancelled());
      case At(Initiated(var cancelling), ChildStarted()) ->
          to(new Started(cancelling), new ResolveStarted());
      case At(Initiated(_), StartFailed()) -> to(new Resolved(), new ResolveStartFailed());
      case At(Initiated(boolean cancelling), CancelRequested(var type)) ->
          cancelling ? to(state) : cancel(type, new Initiated(true));
      case At(Initiated(_), CancelAccepted(var type)) -> accepted(type, state);
      case At(Started(_), Closed()) -> to(new Resolved(), new Resolve());
      case At(Started(boolean cancelling), CancelRequested(var type)) ->
          cancelling ? to(state) : cancel(type, new Started(true));
      case At(Started(_), CancelAccepted(var type)) -> accepted(type, state);
      case At(Abandoned(), ChildStarted()) -> to(state);
      case At(Abandoned(), CancelRequested(_)) -> to(state);
      case At(Abandoned(), CancelAccepted(_)) -> to(state);
      case At(Abandoned(), StartFailed()) -> to(new Resolved());
      case At(Abandoned(), Closed()) -> to(new Resolved());
      case At(Resolved(), CancelRequested(_)) -> to(state);
      case At(Resolved(), CancelAccepted(_)) -> to(state);
      default ->
          throw new NondeterminismException(
              "a child workflow cannot take in %s when it is %s.".formatted(input, state));
    };
  }

  private static Transition cancel(ChildWorkflowCancellationType type, State waiting) {
    return switch (type) {
      case ABANDON -> to(new Abandoned(), new ResolveCancelled());
      case TRY_CANCEL -> to(new Abandoned(), new RequestCancel(), new ResolveCancelled());
      case WAIT_CANCELLATION_COMPLETED, WAIT_CANCELLATION_REQUESTED ->
          to(waiting, new RequestCancel());
    };
  }

  private static Transition accepted(ChildWorkflowCancellationType type, State state) {
    return type == ChildWorkflowCancellationType.WAIT_CANCELLATION_REQUESTED
        ? to(new Abandoned(), new ResolveCancelled())
        : to(state);
  }

  private static Transition to(State state, Output... outputs) {
    return new Transition(state, List.of(outputs));
  }
}
