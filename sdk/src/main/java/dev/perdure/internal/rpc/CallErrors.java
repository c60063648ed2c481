package dev.perdure.internal.rpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;

/// What the status of a failed call means.
public final class CallErrors {
  private CallErrors() {}

  /// Whether the same call can succeed later.
  public static boolean isTransient(StatusRuntimeException error) {
    return isTransient(error.getStatus());
  }

  /// Whether one side does not trust the other's certificate: the next attempt would meet the same.
  private static boolean isUntrusted(Status status) {
    for (Throwable at = status.getCause(); at != null; at = at.getCause()) {
      if (at instanceof CertificateException || at instanceof SSLHandshakeException) {
        return true;
      }
    }
    return false;
  }

  static boolean isTransient(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE -> !isUntrusted(status);
      case INTERNAL, UNKNOWN, DATA_LOSS, ABORTED, OUT_OF_RANGE -> true;
      default -> isBusy(status);
    };
  }

  /// Whether a message was larger than the server, or this side, takes. No retry helps.
  public static boolean isTooLarge(StatusRuntimeException error) {
    return isTooLarge(error.getStatus());
  }

  /// Only gRPC's text tells it from a rate limit: "… larger than max …" in Go, "… exceeds maximum
  /// size …" in Java.
  private static boolean isTooLarge(Status status) {
    String text = status.getDescription();
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && text != null
        && (text.contains("larger than max") || text.contains("exceeds maximum size"));
  }

  /// Whether the server is busy: it wants longer pauses.
  public static boolean isBusy(Status status) {
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED && !isTooLarge(status);
  }

  /// Whether the server does not know what the call is about, any more or at all.
  public static boolean isNotFound(StatusRuntimeException error) {
    return error.getStatus().getCode() == Status.Code.NOT_FOUND;
  }

  /// As in `UNAVAILABLE: connection refused`, for messages.
  public static String describe(StatusRuntimeException error) {
    String text = error.getStatus().getDescription();
    return error.getStatus().getCode() + (text == null ? "" : ": " + text);
  }
}
