package dev.perdure.failure;

import org.jspecify.annotations.Nullable;

/// Questions about exceptions that may be failures.
public final class Failures {
  private Failures() {}

  /// Whether the exception means a cancellation: itself, or as the cause of an activity's or child
  /// workflow's failure.
  public static boolean isCancelled(@Nullable Throwable exception) {
    return switch (exception) {
      case CancelledFailure _ -> true;
      case ActivityFailure failure -> failure.getCause() instanceof CancelledFailure;
      case ChildWorkflowFailure failure -> failure.getCause() instanceof CancelledFailure;
      case null, default -> false;
    };
  }

  /// The reason below all layers: the first failure in the chain of causes that does not only say
  /// where it happened (see [Failure#reason]); null when no failure is in the chain.
  public static @Nullable Failure reason(@Nullable Throwable exception) {
    for (Throwable at = exception; at != null; at = at.getCause()) {
      if (at instanceof Failure failure) {
        return failure.reason();
      }
    }
    return null;
  }
}
