package dev.perdure.engine.record;

import io.temporal.api.common.v1.Callback;
import io.temporal.api.enums.v1.CallbackState;
import io.temporal.api.failure.v1.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody outside the server who wants to be told how a run has ended, and how far that is.
///
/// @param id names it inside its run
/// @param callback whom to tell, and how
/// @param requestId the request that attached it to a run that was there already; empty if it came
///   with the run's start
/// @param registered when it came
/// @param attempts how many attempts to tell have ended
/// @param lastAttempt when the last of them ended, null if there was none
/// @param lastFailure why the last attempt failed, null if none has
/// @param nextAttempt when the next attempt is due, null if it is due at once or none will follow
public record CompletionCallback(
    String id,
    Callback callback,
    String requestId,
    Instant registered,
    CallbackState state,
    int attempts,
    @Nullable Instant lastAttempt,
    @Nullable Failure lastFailure,
    @Nullable Instant nextAttempt) {
  /// How many a run can have.
  public static final int MOST = 32;

  /// One that waits for its run to end.
  public static CompletionCallback registered(
      String id, Callback callback, String requestId, Instant time) {
    return new CompletionCallback(
        id, callback, requestId, time, CallbackState.CALLBACK_STATE_STANDBY, 0, null, null, null);
  }

  /// Its run has ended: it is to be told.
  public CompletionCallback scheduled() {
    return new CompletionCallback(
        id,
        callback,
        requestId,
        registered,
        CallbackState.CALLBACK_STATE_SCHEDULED,
        attempts,
        lastAttempt,
        lastFailure,
        null);
  }

  /// An attempt to tell it has ended.
  ///
  /// @param failure why it failed, null if it was told
  /// @param next when it is tried again, null if it is not
  public CompletionCallback attempted(
      Instant time, @Nullable Failure failure, @Nullable Instant next) {
    var after =
        failure == null
            ? CallbackState.CALLBACK_STATE_SUCCEEDED
            : next == null
                ? CallbackState.CALLBACK_STATE_FAILED
                : CallbackState.CALLBACK_STATE_BACKING_OFF;
    return new CompletionCallback(
        id, callback, requestId, registered, after, attempts + 1, time, failure, next);
  }

  /// Whether it need not be told any more.
  public boolean isOver() {
    return state == CallbackState.CALLBACK_STATE_SUCCEEDED
        || state == CallbackState.CALLBACK_STATE_FAILED;
  }

  /// Whether it waits for its next attempt.
  public boolean isBackingOff(Instant now) {
    return nextAttempt != null && nextAttempt.isAfter(now);
  }
}
