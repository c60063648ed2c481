package dev.perdure.server.callback;

import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/// What came of a call.
///
/// @param problem why it failed, null if it was heard
/// @param isRetryable whether another call may help
record CallOutcome(@Nullable String problem, boolean isRetryable) {
  private static final CallOutcome HEARD = new CallOutcome(null, false);

  static CallOutcome failed(String problem) {
    return new CallOutcome(problem, true);
  }

  static CallOutcome failedForGood(String problem) {
    return new CallOutcome(problem, false);
  }

  /// Reads an answer as Nexus clients do: a header may say whether to try again, else the status
  /// tells.
  ///
  /// @param body the answer's, if it was not a good one
  static CallOutcome of(int status, HttpHeaders headers, String body) {
    if (status >= 200 && status < 300) {
      return HEARD;
    }
    var type = type(status);
    var message = NexusFailure.message(body);
    var problem =
        (type.isEmpty() ? "" : "handler error (" + type + "): ")
            + (message.isEmpty() ? "unexpected response status: " + status : message);
    var advice = headers.firstValue("nexus-request-retryable").orElse("");
    return switch (advice) {
      case "true" -> failed(problem);
      case "false" -> failedForGood(problem);
      default -> new CallOutcome(problem, isRetryable(status));
    };
  }

  private static boolean isRetryable(int status) {
    return switch (status) {
      case 400, 401, 403, 404, 409, 501 -> false;
      default -> true;
    };
  }

  private static String type(int status) {
    return switch (status) {
      case 400 -> "BAD_REQUEST";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "UNAUTHORIZED";
      case 404 -> "NOT_FOUND";
      case 408 -> "REQUEST_TIMEOUT";
      case 409 -> "CONFLICT";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 501 -> "NOT_IMPLEMENTED";
      case 503 -> "UNAVAILABLE";
      case 520 -> "UPSTREAM_TIMEOUT";
      default -> "";
    };
  }
}
