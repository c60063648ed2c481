package dev.perdure.server.grpc;

import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.ServerFailureInfo;

/// Failures that stand in for what was too large to keep.
final class Failures {
  static final String RESULT_TOO_LARGE = "Complete result exceeds size limit.";
  static final String FAILURE_TOO_LARGE = "Failure exceeds size limit.";
  static final String CANCEL_DETAILS_TOO_LARGE = "Cancel details exceed size limit.";
  static final String HEARTBEAT_TOO_LARGE = "Heartbeat details exceed size limit.";

  /// How much of a failure that is too large is kept as the cause of its stand-in.
  private static final int KEPT_BYTES = 512 * 1024;

  private static final int MAX_DEPTH = 20;

  private Failures() {}

  /// A failure of the server's own that is not retried.
  static Failure tooLarge(String message) {
    return Failure.newBuilder()
        .setMessage(message)
        .setSource("Server")
        .setServerFailureInfo(ServerFailureInfo.newBuilder().setNonRetryable(true))
        .build();
  }

  /// Stands in for `failure`, the beginning of which is its cause.
  static Failure tooLarge(Failure failure) {
    return tooLarge(FAILURE_TOO_LARGE).toBuilder()
        .setCause(new Cut(KEPT_BYTES).of(failure, MAX_DEPTH))
        .build();
  }

  /// Copies the texts of a failure, the most important first, until there is no room left.
  private static final class Cut {
    private int room;

    Cut(int room) {
      this.room = room;
    }

    Failure of(Failure failure, int depth) {
      var cut = Failure.newBuilder();
      if (failure.hasApplicationFailureInfo()) {
        var info = failure.getApplicationFailureInfo();
        cut.setApplicationFailureInfo(
            ApplicationFailureInfo.newBuilder()
                .setType(text(info.getType()))
                .setNonRetryable(info.getNonRetryable()));
      } else if (failure.hasServerFailureInfo()) {
        cut.setServerFailureInfo(
            ServerFailureInfo.newBuilder()
                .setNonRetryable(failure.getServerFailureInfo().getNonRetryable()));
      }
      cut.setSource(text(failure.getSource()))
          .setMessage(text(failure.getMessage()))
          .setStackTrace(text(failure.getStackTrace()));
      if (failure.hasCause() && depth > 0 && room > 0) {
        cut.setCause(of(failure.getCause(), depth - 1));
      }
      return cut.build();
    }

    /// At most three bytes of UTF-8 for a char, and half a pair is not cut in two.
    private String text(String text) {
      if (Validation.utf8Length(text) <= room) {
        room -= Validation.utf8Length(text);
        return text;
      }
      int end = Math.min(text.length(), room / 3);
      if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
      var cut = text.substring(0, end);
      room = 0;
      return cut;
    }
  }
}
