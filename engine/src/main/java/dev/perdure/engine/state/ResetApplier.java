package dev.perdure.engine.state;

import dev.perdure.engine.record.Note;
import io.temporal.api.enums.v1.EventType;

/// Applies what makes a run, whose first events are those of another one, a run of its own.
final class ResetApplier {
  private ResetApplier() {}

  /// The run's time begins now: its timeouts, and its activities, which are offered anew.
  static void reset(RunState run, Note.RunReset note) {
    run.resets = run.resets.made(note);
    run.startTime = note.time();
    if (!note.startRequestId().isEmpty()) {
      run.requests.put(
          note.startRequestId(),
          new RunState.RequestInfo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, 1));
    }
    var execution = Times.duration(run.started.getWorkflowExecutionTimeout());
    run.executionExpiration = Times.deadline(note.time(), execution);
    run.runExpiration =
        run.runTimeout.isZero()
            ? null
            : Times.earlier(Times.deadline(note.time(), run.runTimeout), run.executionExpiration);
    run.activities.replaceAll((_, activity) -> activity.scheduledAnew(note.time()));
  }
}
