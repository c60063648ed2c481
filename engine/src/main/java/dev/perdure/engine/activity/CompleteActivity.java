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
    var result = request.result();
    boolean isTooLarge = result != null && result.getSerializedSize() > draft.limits().blobBytes();
    // One that is too large fails the attempt, and only an attempt that was started can fail.
    return switch (ActivityLookup.find(draft, request.activity(), !isTooLarge)) {
      case ActivityLookup.Missing(var rejection) -> Decision.reject(rejection);
      case ActivityLookup.Found(var run, var activity) -> {
        if (isTooLarge) {
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
