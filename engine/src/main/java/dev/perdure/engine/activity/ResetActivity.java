package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;
import io.temporal.api.workflowservice.v1.ResetActivityRequest;

/// A client has activities begin anew with their first attempt: one that no worker has at once, one
/// that runs when its attempt has failed.
public final class ResetActivity {
  private ResetActivity() {}

  public static Outcome<Done> decide(Draft draft, Request.ResetActivity asked) {
    var request = asked.request();
    return switch (selection(draft, request)) {
      case ActivitySelection.None(var rejection) -> Decision.reject(rejection);
      case ActivitySelection.Found(var run, var activities) -> {
        for (var activity : activities) {
          boolean unpause = activity.isPaused() && !request.getKeepPaused();
          boolean isDue = !activity.isStarted() && (unpause || !activity.isPaused());
          draft.note(
              new Note.ActivityReset(
                  run.runId(),
                  activity.scheduledEventId(),
                  request.getResetHeartbeat(),
                  request.getRestoreOriginalOptions(),
                  unpause,
                  isDue ? Jitter.after(draft, request.getJitter()) : null));
          draft.offer(activity.scheduledEventId());
        }
        yield Decision.accept(Done.DONE);
      }
    };
  }

  private static ActivitySelection selection(Draft draft, ResetActivityRequest request) {
    return switch (request.getActivityCase()) {
      case TYPE -> ActivitySelection.byType(draft, request.getExecution(), request.getType());
      case MATCH_ALL -> ActivitySelection.all(draft, request.getExecution());
      default -> ActivitySelection.byId(draft, request.getExecution(), request.getId());
    };
  }
}
