package dev.perdure.engine.run;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.retry.Retry;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.ContinueAsNewInitiator;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.failure.v1.Failure;
import java.time.Duration;
import java.util.Objects;

/// A failed run is followed by another one, if the start asked for that.
final class RetryRun {
  private RetryRun() {}

  static Retry after(Draft draft, RunState run, Failure failure) {
    var started = run.started();
    return started.hasRetryPolicy()
        ? Retry.after(
            failure,
            started.getRetryPolicy(),
            started.getAttempt(),
            run.executionExpiration(),
            draft.now())
        : new Retry(RetryState.RETRY_STATE_RETRY_POLICY_NOT_SET, null);
  }

  /// Begins the next attempt; the last one has just closed.
  static void begin(Draft draft, RunState run, String runId, Retry retry, Failure failure) {
    var backoff = Duration.between(draft.now(), Objects.requireNonNull(retry.due()));
    var started =
        NewRun.following(
                run, runId, ContinueAsNewInitiator.CONTINUE_AS_NEW_INITIATOR_RETRY, backoff)
            .setAttempt(run.started().getAttempt() + 1)
            .setContinuedFailure(failure);
    if (!failure.hasTimeoutFailureInfo()) {
      started.clearLastCompletionResult();
    }
    NewRun.follow(draft, run, runId, started);
  }
}
