package dev.perdure.internal.replay;

import com.google.protobuf.Duration;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;

/// How a local activity ended.
public sealed interface LocalActivityEnd {
  /// It returned.
  record Completed(Payloads result) implements LocalActivityEnd {}

  /// It failed for good, timed out or was cancelled, which the failure says.
  record Failed(Failure failure) implements LocalActivityEnd {}

  /// It failed, and goes on with another attempt after a wait that is too long to be spent in
  /// memory.
  record Backoff(Failure failure, Duration duration) implements LocalActivityEnd {}
}
