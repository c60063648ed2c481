package dev.perdure.failure;

import dev.perdure.common.Details;
import org.jspecify.annotations.Nullable;

/// Something was cancelled before it finished. Thrown on by a workflow whose cancellation was
/// requested, it closes the workflow as cancelled.
public final class CancelledFailure extends Failure {
  private final transient @Nullable Details details;

  /// For converters; user code calls [#of].
  public CancelledFailure(Origin origin, Details details) {
    super(origin);
    this.details = details;
  }

  /// A cancellation with values for the caller.
  public static CancelledFailure of(String message, @Nullable Object... details) {
    return new CancelledFailure(Origin.here(message, null), Details.of(details));
  }

  /// Values for the caller.
  public Details details() {
    return orNone(details);
  }
}
