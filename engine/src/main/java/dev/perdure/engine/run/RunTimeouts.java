package dev.perdure.engine.run;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.retry.Retry;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import io.temporal.api.history.v1.WorkflowExecutionTimedOutEventAttributes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run, or the chain that it belongs to, has no time left.
public final class RunTimeouts {
  private static final Failure FAILURE =
      Failure.newBuilder()
          .setMessage("workflow timeout")
          .setSource("Server")
          .setTimeoutFailureInfo(
              TimeoutFailureInfo.newBuilder()
                  .setTimeoutType(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE))
          .build();

  private RunTimeouts() {}

  /// Closes the run if its time is up, and tells whether it was.
  public static boolean apply(Draft draft, RunState run) {
    if (isDue(draft, run.executionExpiration())) {
      close(draft, run, new Retry(RetryState.RETRY_STATE_TIMEOUT, null), null);
      return true;
    }
    if (isDue(draft, run.runExpiration())) {
      var retry = RetryRun.after(draft, run, FAILURE);
      close(draft, run, retry, retry.due() == null ? CronRun.after(draft, run) : null);
      return true;
    }
    return false;
  }

  private static boolean isDue(Draft draft, @Nullable Instant time) {
    return time != null && !time.isAfter(draft.now());
  }

  private static void close(Draft draft, RunState run, Retry retry, @Nullable Duration nextSlot) {
    var attributes =
        WorkflowExecutionTimedOutEventAttributes.newBuilder().setRetryState(retry.state());
    var event = Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT);
    if (retry.due() == null && nextSlot == null) {
      CloseRun.with(draft, run, event.setWorkflowExecutionTimedOutEventAttributes(attributes));
      return;
    }
    var runId = draft.ids().next();
    CloseRun.with(
        draft,
        run,
        event.setWorkflowExecutionTimedOutEventAttributes(attributes.setNewExecutionRunId(runId)));
    if (nextSlot == null) {
      RetryRun.begin(draft, run, runId, retry, FAILURE);
    } else {
      CronRun.begin(draft, run, runId, nextSlot, null, FAILURE);
    }
  }
}
