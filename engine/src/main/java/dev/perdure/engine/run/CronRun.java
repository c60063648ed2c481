package dev.perdure.engine.run;

import dev.perdure.engine.cron.CronSchedule;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.ContinueAsNewInitiator;
import io.temporal.api.failure.v1.Failure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run with a cron schedule is followed by another one at the next slot, whether it completed,
/// failed or timed out.
final class CronRun {
  private CronRun() {}

  /// How long the run after this one waits; null if none follows.
  static @Nullable Duration after(Draft draft, RunState run) {
    var schedule = run.started().getCronSchedule();
    return schedule.isEmpty() ? null : backoff(schedule, run.executionTime(), draft.now());
  }

  /// How long to wait for the first slot that is after `scheduled` and not before `now`; null if
  /// there is none.
  static @Nullable Duration backoff(String schedule, Instant scheduled, Instant now) {
    try {
      return CronSchedule.parse(schedule).backoff(scheduled, now);
    } catch (IllegalArgumentException e) {
      return null; // A continue-as-new may bring any text: then its run is the last one.
    }
  }

  /// Begins the run of the next slot; the last one has just closed.
  ///
  /// @param result what the last one completed with, null if it did not
  /// @param failure how it ended otherwise
  static void begin(
      Draft draft,
      RunState run,
      String runId,
      Duration backoff,
      @Nullable Payloads result,
      @Nullable Failure failure) {
    var started =
        NewRun.following(
            run, runId, ContinueAsNewInitiator.CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE, backoff);
    started.clearCompletionCallbacks();
    if (failure != null) {
      started.setContinuedFailure(failure);
    } else if (result != null) {
      started.setLastCompletionResult(result);
    } else {
      started.clearLastCompletionResult();
    }
    NewRun.follow(draft, run, runId, started);
  }
}
