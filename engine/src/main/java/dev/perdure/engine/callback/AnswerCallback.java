package dev.perdure.engine.callback;

import dev.perdure.engine.decision.CallbackReply;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.Owed;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An attempt to tell somebody outside how a run has ended is over. One that failed is repeated for
/// ever, at intervals that double from a second to an hour, unless there is no point in it.
public final class AnswerCallback {
  private static final long FIRST_INTERVAL_MILLIS = 1_000;
  private static final long LAST_INTERVAL_MILLIS = Duration.ofHours(1).toMillis();
  private static final int MOST_DOUBLINGS = 20;
  private static final double JITTER = 0.2;
  private static final int MOST_TEXT = 1_000;

  private AnswerCallback() {}

  public static Outcome<CallbackReply> decide(Draft draft, Request.CallbackAnswered answered) {
    var run = draft.state().current();
    if (run != null && run.owed(answered.owedId()) instanceof Owed.Callback owed) {
      boolean isHeld = draft.state().run(owed.endedRunId()) != null;
      if (!isHeld) {
        var brought = answered.former().get(owed.endedRunId());
        if (brought == null) {
          return Decision.accept(CallbackReply.BRING_RUN);
        }
        brought.ifPresent(draft.state()::bring);
        isHeld = brought.isPresent();
      }
      var failure = failure(answered);
      var next =
          failure == null || !answered.isRetryable()
              ? null
              : draft.now().plus(interval(owed.callback().attempts(), draft.ids().jitter()));
      draft.note(new Note.CallbackAttempted(run.runId(), owed.id(), draft.now(), failure, next));
      if (isHeld && !owed.endedRunId().equals(run.runId())) {
        draft.note(
            new Note.CallbackAttempted(owed.endedRunId(), owed.id(), draft.now(), failure, next));
      }
    }
    return Decision.accept(CallbackReply.NOTED);
  }

  private static @Nullable Failure failure(Request.CallbackAnswered answered) {
    var problem = answered.problem();
    return problem == null
        ? null
        : Failure.newBuilder()
            .setMessage(problem.substring(0, Math.min(problem.length(), MOST_TEXT)))
            .setApplicationFailureInfo(
                ApplicationFailureInfo.newBuilder().setNonRetryable(!answered.isRetryable()))
            .build();
  }

  /// @param attempts how many have ended before this one
  private static Duration interval(int attempts, double jitter) {
    long millis =
        Math.min(LAST_INTERVAL_MILLIS, FIRST_INTERVAL_MILLIS << Math.min(attempts, MOST_DOUBLINGS));
    return Duration.ofMillis((long) (millis * (1 - JITTER + JITTER * jitter)));
  }
}
