package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatResponse;

/// An activity says that it is alive, and hears whether it is to stop.
public final class HeartbeatActivity {
  private HeartbeatActivity() {}

  public static Outcome<RecordActivityTaskHeartbeatResponse> decide(
      Draft draft, Request.Heartbeat request) {
    return switch (ActivityLookup.find(draft, request.activity(), false)) {
      case ActivityLookup.Missing(var rejection) -> Decision.reject(rejection);
      case ActivityLookup.Found(var run, var activity) -> {
        var details = request.details();
        if (details != null && details.getSerializedSize() > draft.limits().blobBytes()) {
          FailActivity.apply(
              draft,
              run,
              activity,
              Failures.server("Heartbeat details exceed size limit.", true),
              request.identity());
          yield Decision.accept(
              RecordActivityTaskHeartbeatResponse.newBuilder().setCancelRequested(true).build());
        }
        draft.note(
            new Note.ActivityHeartbeat(
                run.runId(), activity.scheduledEventId(), draft.now(), details));
        yield Decision.accept(
            RecordActivityTaskHeartbeatResponse.newBuilder()
                .setCancelRequested(activity.cancelRequested())
                .setActivityPaused(activity.isPaused())
                .setActivityReset(activity.resetRequested())
                .build());
      }
    };
  }
}
