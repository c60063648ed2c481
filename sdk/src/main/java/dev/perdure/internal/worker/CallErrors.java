package dev.perdure.internal.worker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;

/// What the status of a failed call means to a worker.
final class CallErrors {
  private CallErrors() {}

  /// Whether the same call can succeed later.
  static boolean isTransient(StatusRuntimeException error) {
    return switch (error.getStatus().getCode()) {
      case UNAVAILABLE, INTERNAL, UNKNOWN, DATA_LOSS, ABORTED, OUT_OF_RANGE -> true;
      case RESOURCE_EXHAUSTED -> !isTooLarge(error);
      default -> false;
    };
  }

  /// Whether a message was larger than the server, or this side, takes. No retry helps.
  static boolean isTooLarge(StatusRuntimeException error) {
    String text = error.getStatus().getDescription();
    if (error.getStatus().getCode() != Status.Code.RESOURCE_EXHAUSTED || text == null) {
      return false;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.contains("message larger than max")
        || lower.contains("larger than max")
        || lower.contains("exceeds maximum");
  }

  static boolean isNotFound(StatusRuntimeException error) {
    return error.getStatus().getCode() == Status.Code.NOT_FOUND;
  }

  static boolean isBusy(StatusRuntimeException error) {
    return error.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED;
  }

  /// As in `UNAVAILABLE: connection refused`, for messages.
  static String describe(StatusRuntimeException error) {
    String text = error.getStatus().getDescription();
    return error.getStatus().getCode() + (text == null ? "" : ": " + text);
  }
}
