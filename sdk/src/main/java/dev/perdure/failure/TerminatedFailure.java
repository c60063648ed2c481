package dev.perdure.failure;

import dev.perdure.common.Details;
import org.jspecify.annotations.Nullable;

/// A workflow was terminated: it was closed from outside without a chance to react.
public final class TerminatedFailure extends Failure {
  private final transient @Nullable Details details;

  /// With the values that the terminating call gave.
  public TerminatedFailure(Origin origin, Details details) {
    super(origin);
    this.details = details;
  }

  /// The values that the terminating call gave.
  public Details details() {
    return orNone(details);
  }
}
