package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.state.PendingActivity;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;

/// A client holds activities back. An attempt that runs may end; it hears of the pause with its
/// next heartbeat.
public final class PauseActivity {
  private PauseActivity() {}

  public static Outcome<Done> decide(Draft draft, Request.PauseActivity asked) {
    var request = asked.request();
    return switch (selection(draft, request)) {
      case ActivitySelection.None(var rejection) -> Decision.reject(rejection);
      case ActivitySelection.Found(var run, var activities) -> {
        for (var activity : activities) {
          if (isPausedByAnother(activity, request)) {
            yield Decision.reject(Rejection.failedPrecondition("activity is already paused"));
          }
        }
        for (var activity : activities) {
          if (!activity.isPaused()) {
            draft.note(
                new Note.ActivityPaused(
                    run.runId(),
                    activity.scheduledEventId(),
                    draft.now(),
                    request.getIdentity(),
                    request.getReason(),
                    request.getRequestId()));
          }
        }
        yield Decision.accept(Done.DONE);
      }
    };
  }

  private static ActivitySelection selection(Draft draft, PauseActivityRequest request) {
    return request.hasType()
        ? ActivitySelection.byType(draft, request.getExecution(), request.getType())
        : ActivitySelection.byId(draft, request.getExecution(), request.getId());
  }

  /// The same request may come twice.
  private static boolean isPausedByAnother(PendingActivity activity, PauseActivityRequest request) {
    var pause = activity.pause();
    return pause != null && !pause.requestId().equals(request.getRequestId());
  }
}
