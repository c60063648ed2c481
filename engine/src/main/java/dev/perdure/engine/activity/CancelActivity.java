package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;

/// An activity's worker has heeded the workflow's wish to cancel it.
public final class CancelActivity {
  private CancelActivity() {}

  public static Outcome<Done> decide(Draft draft, Request.CancelActivity request) {
    return switch (ActivityLookup.find(draft, request.activity(), false)) {
      case ActivityLookup.Missing(var rejection) -> Decision.reject(rejection);
      case ActivityLookup.Found(var run, var activity) -> {
        if (!activity.cancelRequested()) {
          yield Decision.reject(
              Rejection.invalidArgument(
                  "unable to mark activity as canceled without activity being request canceled"
                      + " first"));
        }
        ActivityEnd.canceled(draft, run, activity, request.details(), request.identity());
        yield Decision.accept(Done.DONE);
      }
    };
  }
}
