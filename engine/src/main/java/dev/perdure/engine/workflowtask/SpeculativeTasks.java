package dev.perdure.engine.workflowtask;

import dev.perdure.engine.state.RunState;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;

/// When a speculative workflow task leaves no trace in the history.
final class SpeculativeTasks {
  /// How many events a worker may have to be shown once more, if its SDK can take that.
  private static final int EVENTS_SHOWN_AGAIN = 10;

  private SpeculativeTasks() {}

  /// Whether the completion of the run's task changes nothing: all that it says is that updates are
  /// rejected, and the worker can go back to where it was before.
  static boolean leavesNothing(RunState run, RespondWorkflowTaskCompletedRequest request) {
    if (!run.isWorkflowTaskSpeculative()
        || request.getCommandsCount() > 0
        || request.getForceCreateNewWorkflowTask()) {
      return false;
    }
    int shownAgain =
        request.getCapabilities().getDiscardSpeculativeWorkflowTaskWithEvents()
            ? EVENTS_SHOWN_AGAIN
            : 0;
    if (run.nextEventId() > run.previousStartedEventId() + 2 + shownAgain) {
      return false;
    }
    for (var message : request.getMessagesList()) {
      if (!message.getBody().is(Rejection.class)) {
        return false;
      }
    }
    return true;
  }
}
