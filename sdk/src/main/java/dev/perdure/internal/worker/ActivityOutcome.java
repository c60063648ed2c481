package dev.perdure.internal.worker;

import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;

/// How an attempt of an activity ended, as the server is told.
sealed interface ActivityOutcome {
  /// It returned.
  record Completed(Payloads result) implements ActivityOutcome {}

  /// It failed. Whether it is tried again is the server's decision.
  record Failed(Failure failure) implements ActivityOutcome {}

  /// It stopped because its cancellation was requested.
  record Cancelled(Payloads details) implements ActivityOutcome {}

  /// The server is told nothing: it does not wait any more, or hears from elsewhere.
  record Untold() implements ActivityOutcome {}
}
