package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request.ActivityRef;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.RunState;

/// Finds the activity that a worker or a client means.
sealed interface ActivityLookup {
  /// It is pending.
  record Found(RunState run, PendingActivity activity) implements ActivityLookup {}

  /// It is not, or not in this attempt.
  record Missing(Rejection rejection) implements ActivityLookup {}

  /// Finds it.
  ///
  /// @param unstarted whether an activity that no worker has will do, if it is named by its id
  static ActivityLookup find(Draft draft, ActivityRef ref, boolean unstarted) {
    return switch (ref) {
      case ActivityRef.ByToken(var token) -> {
        var run = draft.state().run(token.runId());
        if (run == null || !run.isOpen()) {
          yield new Missing(Rejection.alreadyCompleted());
        }
        var activity = run.activity(token.scheduledEventId());
        yield activity != null && activity.isStarted() && activity.stamp() == token.stamp()
            ? new Found(run, activity)
            : new Missing(notFound());
      }
      case ActivityRef.ById(var runId, var activityId) -> {
        var run = draft.state().run(runId);
        if (run == null) {
          yield new Missing(Rejection.noSuchRun(draft.state().key().id(), runId));
        }
        if (!run.isOpen()) {
          yield new Missing(Rejection.alreadyCompleted());
        }
        var activity = run.activity(activityId);
        if (activity == null) {
          yield new Missing(
              Rejection.notFound(
                  "cannot find pending activity with ActivityID "
                      + activityId
                      + ", check workflow execution history for more details"));
        }
        yield unstarted || activity.isStarted()
            ? new Found(run, activity)
            : new Missing(notFound());
      }
    };
  }

  private static Rejection notFound() {
    return Rejection.notFound(
        "invalid activityID or activity already timed out or invoking workflow is completed");
  }
}
