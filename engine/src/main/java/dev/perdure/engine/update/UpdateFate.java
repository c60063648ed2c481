package dev.perdure.engine.update;

import dev.perdure.engine.decision.Rejection;
import io.temporal.api.failure.v1.Failure;

/// What becomes of an update when something happens to it.
public sealed interface UpdateFate {
  /// It is in this stage from now on, or still.
  record In(UpdateStage stage) implements UpdateFate {}

  /// The workflow refused it, with a failure of its own for the caller. The history has no trace.
  record Refused() implements UpdateFate {}

  /// It failed, with this failure as its outcome. The history has no event for that.
  record Failed(Failure failure) implements UpdateFate {}

  /// It is forgotten, and its callers are told why.
  record Dropped(Rejection rejection) implements UpdateFate {}

  /// That cannot happen to an update in its stage: the worker is wrong.
  record Impossible() implements UpdateFate {}
}
