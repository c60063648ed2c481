package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;

/// A client lets paused activities go on: one that no worker has is due at once. Those that are not
/// paused stay as they are.
public final class UnpauseActivity {
  private UnpauseActivity() {}

  public static Outcome<Done> decide(Draft draft, Request.UnpauseActivity asked) {
    var request = asked.request();
    return switch (selection(draft, request)) {
      case ActivitySelection.None(var rejection) -> Decision.reject(rejection);
      case ActivitySelection.Found(var run, var activities) -> {
        for (var activity : activities) {
          if (activity.isPaused()) {
            draft.note(
                new Note.ActivityUnpaused(
                    run.runId(),
                    activity.scheduledEventId(),
                    request.getResetAttempts(),
                    request.getResetHeartbeat(),
                    activity.isStarted() ? null : Jitter.after(draft, request.getJitter())));
            draft.offer(activity.scheduledEventId());
          }
        }
        yield Decision.accept(Done.DONE);
      }
    };
  }

  private static ActivitySelection selection(Draft draft, UnpauseActivityRequest request) {
    return switch (request.getActivityCase()) {
      case TYPE -> ActivitySelection.byType(draft, request.getExecution(), request.getType());
      case UNPAUSE_ALL -> ActivitySelection.all(draft, request.getExecution());
      default -> ActivitySelection.byId(draft, request.getExecution(), request.getId());
    };
  }
}
