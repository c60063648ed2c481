package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.retry.Retry;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.failure.v1.Failure;
import java.time.Instant;

/// An attempt of an activity failed: another one follows, or the activity has failed.
public final class FailActivity {
  /// What is kept of a failure between two attempts, in bytes of its serialised form.
  private static final int KEPT_FAILURE_BYTES = 4 * 1024;

  private FailActivity() {}

  public static Outcome<Done> decide(Draft draft, Request.FailActivity request) {
    return switch (ActivityLookup.find(draft, request.activity(), false)) {
      case ActivityLookup.Missing(var rejection) -> Decision.reject(rejection);
      case ActivityLookup.Found(var run, var activity) -> {
        var details = request.lastHeartbeatDetails();
        int limit = draft.limits().blobBytes();
        if (details != null && details.getSerializedSize() <= limit) {
          draft.note(
              new Note.ActivityHeartbeat(
                  run.runId(), activity.scheduledEventId(), draft.now(), details));
        }
        var failure = request.failure();
        if (failure.getSerializedSize() > limit) {
          failure = Failures.server("Failure exceeds size limit.", true);
        }
        apply(draft, run, activity, failure, request.identity());
        yield Decision.accept(Done.DONE);
      }
    };
  }

  /// Schedules the next attempt, or ends the activity as failed.
  static void apply(
      Draft draft, RunState run, PendingActivity activity, Failure failure, String identity) {
    var retryState = retry(draft, run, activity, failure);
    if (retryState != RetryState.RETRY_STATE_IN_PROGRESS) {
      ActivityEnd.failed(draft, run, activity, failure, retryState, identity);
    }
  }

  /// Schedules the next attempt if there is to be one, and tells.
  static RetryState retry(Draft draft, RunState run, PendingActivity activity, Failure failure) {
    if (activity.cancelRequested()) {
      return RetryState.RETRY_STATE_CANCEL_REQUESTED;
    }
    if (activity.isPaused()) {
      return retryPaused(draft, run, activity, failure);
    }
    Instant expiration =
        Times.deadline(activity.firstScheduledTime(), activity.timeouts().scheduleToClose());
    var retry =
        Retry.after(
            failure,
            activity.scheduled().getRetryPolicy(),
            activity.attempt(),
            expiration,
            draft.now());
    var due = retry.due();
    if (due != null) {
      draft.note(
          new Note.ActivityRetryScheduled(
              run.runId(),
              activity.scheduledEventId(),
              activity.attempt() + 1,
              draft.now(),
              due,
              kept(failure)));
      if (activity.heartbeatResetRequested()) {
        draft.note(new Note.ActivityHeartbeatForgotten(run.runId(), activity.scheduledEventId()));
      }
      draft.offer(activity.scheduledEventId());
    }
    return retry.state();
  }

  /// A paused activity makes no next attempt for now, whatever its policy says; but what must not
  /// be tried again ends it.
  private static RetryState retryPaused(
      Draft draft, RunState run, PendingActivity activity, Failure failure) {
    var state =
        Retry.after(failure, activity.scheduled().getRetryPolicy(), 0, null, draft.now()).state();
    if (state == RetryState.RETRY_STATE_IN_PROGRESS) {
      draft.note(
          new Note.ActivityRetryScheduled(
              run.runId(),
              activity.scheduledEventId(),
              activity.attempt() + 1,
              draft.now(),
              activity.scheduledTime(),
              kept(failure)));
    }
    return state;
  }

  /// A failure is written again with every attempt: a large one keeps its beginning.
  private static Failure kept(Failure failure) {
    return failure.getSerializedSize() <= KEPT_FAILURE_BYTES
        ? failure
        : Failures.server("Failure exceeds size limit.", false).toBuilder()
            .setCause(CutFailure.cut(failure, KEPT_FAILURE_BYTES))
            .build();
  }
}
