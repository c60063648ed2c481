package dev.perdure.engine.state;

import dev.perdure.engine.record.CompletionCallback;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.Owed;
import io.temporal.api.common.v1.Callback;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.LinkedHashMap;
import java.util.List;

/// Keeps who wants to be told how a run ends, and what has come of telling them.
final class CallbackApplier {
  private CallbackApplier() {}

  /// Callbacks that came with an event. One that is known already stays as it is.
  ///
  /// @param requestId the request that brought them to a run that was there already, else empty
  static void registered(
      RunState run, List<Callback> callbacks, String requestId, HistoryEvent event) {
    if (callbacks.isEmpty()) {
      return;
    }
    if (run.callbacks.isEmpty()) {
      run.callbacks = new LinkedHashMap<>();
    }
    for (int i = 0; i < callbacks.size(); i++) {
      var id = i + (requestId.isEmpty() ? "" : " " + requestId);
      run.callbacks.putIfAbsent(
          id,
          CompletionCallback.registered(
              id, callbacks.get(i), requestId, Times.instant(event.getEventTime())));
    }
  }

  /// A run closes, and not for a reset.
  static void closed(RunState run, HistoryEvent event) {
    if (run.callbacks.isEmpty() || !isTold(event)) {
      return;
    }
    run.callbacks.replaceAll((_, callback) -> callback.scheduled());
    for (var callback : run.callbacks.values()) {
      OwedApplier.added(run, new Owed.Callback(run.runId, callback));
    }
  }

  /// The run that continues a run, or retries it, takes its callbacks along; that of the next slot
  /// of a cron schedule does not.
  private static boolean isTold(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW -> false;
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
          isLast(event.getWorkflowExecutionFailedEventAttributes().getRetryState());
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
          isLast(event.getWorkflowExecutionTimedOutEventAttributes().getRetryState());
      default -> true;
    };
  }

  private static boolean isLast(RetryState retry) {
    return retry != RetryState.RETRY_STATE_IN_PROGRESS;
  }

  /// An attempt is over. What a former run has left is owed by the current one as well, without
  /// being one of its own callbacks.
  static void attempted(RunState run, Note.CallbackAttempted note) {
    if (!(run.owed.get(note.owedId()) instanceof Owed.Callback(var endedRunId, var callback))) {
      return;
    }
    var after = callback.attempted(note.time(), note.failure(), note.next());
    if (after.isOver()) {
      OwedApplier.settled(run, note.owedId());
    } else {
      OwedApplier.added(run, new Owed.Callback(endedRunId, after));
    }
    if (endedRunId.equals(run.runId)) {
      run.callbacks.replace(after.id(), after);
    }
  }
}
