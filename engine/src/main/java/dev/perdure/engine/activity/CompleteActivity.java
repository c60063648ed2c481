package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Request;

/// An activity has a result. One that is named by its id need not have been started.
public final class CompleteActivity {
  private CompleteActivity() {}

  public static Outcome<Done> decide(Draft draft, Request.CompleteActivity request) {
    return switch (ActivityLookup.find(draft, request.activity(), true)) {
      case ActivityLookup.Missing(var rejection) -> Decision.reject(rejection);
      case ActivityLookup.Found(var run, var activity) -> {
        var result = request.result();
        if (result != null && result.getSerializedSize() > draft.limits().blobBytes()) {
          FailActivity.apply(
              draft,
              run,
              activity,
              Failures.server("Complete result exceeds size limit.", true),
              request.identity());
          yield Decision.accept(Done.DONE);
        }
        if (!activity.isStarted()) {
          ActivityEnd.startedNow(draft, run, activity, request.identity());
        }
        ActivityEnd.completed(draft, run, activity, result, request.identity());
        yield Decision.accept(Done.DONE);
      }
    };
  }
}
