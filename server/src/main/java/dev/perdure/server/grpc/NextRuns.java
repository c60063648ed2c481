package dev.perdure.server.grpc;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionContinuedAsNewEventAttributes;
import org.jspecify.annotations.Nullable;

/// A client that waits for a result goes from run to run of a chain by the events that close them.
/// Many clients know only one kind of event that leads on; so every other one that does is shown to
/// them as that kind, as Temporal's server does.
final class NextRuns {
  /// What a client says that knows better.
  static final String FEATURE = "follows-next-run-id";

  private NextRuns() {}

  /// The history of one closing event as such a client sees it; null if it is to see the event
  /// itself.
  @SuppressWarnings("deprecation") // Such clients look for the deprecated fields.
  static @Nullable History leadingOn(HistoryEvent closing) {
    var on = WorkflowExecutionContinuedAsNewEventAttributes.newBuilder();
    switch (closing.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED -> {
        var completed = closing.getWorkflowExecutionCompletedEventAttributes();
        on.setNewExecutionRunId(completed.getNewExecutionRunId());
        if (completed.hasResult()) {
          on.setLastCompletionResult(completed.getResult());
        }
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED -> {
        var failed = closing.getWorkflowExecutionFailedEventAttributes();
        on.setNewExecutionRunId(failed.getNewExecutionRunId()).setFailure(failed.getFailure());
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
          on.setNewExecutionRunId(
                  closing.getWorkflowExecutionTimedOutEventAttributes().getNewExecutionRunId())
              .setFailure(timeout());
      default -> {}
    }
    return on.getNewExecutionRunId().isEmpty()
        ? null
        : History.newBuilder()
            .addEvents(
                HistoryEvent.newBuilder()
                    .setEventId(closing.getEventId())
                    .setEventTime(closing.getEventTime())
                    .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW)
                    .setWorkflowExecutionContinuedAsNewEventAttributes(on))
            .build();
  }

  private static Failure timeout() {
    return Failure.newBuilder()
        .setMessage("workflow timeout")
        .setSource("Server")
        .setTimeoutFailureInfo(
            TimeoutFailureInfo.newBuilder().setTimeoutType(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE))
        .build();
  }
}
