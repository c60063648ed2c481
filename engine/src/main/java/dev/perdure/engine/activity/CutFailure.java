package dev.perdure.engine.activity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.ServerFailureInfo;

/// The beginning of a large failure: its texts, the most important first, until there is no room.
final class CutFailure {
  private static final int MAX_DEPTH = 20;

  /// What a field costs besides its text.
  private static final int FIELD = 4;

  private int room;

  private CutFailure(int room) {
    this.room = room;
  }

  static Failure cut(Failure failure, int bytes) {
    return new CutFailure(bytes).cutTo(failure, MAX_DEPTH);
  }

  private Failure cutTo(Failure failure, int depth) {
    var cut = Failure.newBuilder();
    if (failure.hasApplicationFailureInfo()) {
      var info = failure.getApplicationFailureInfo();
      cut.setApplicationFailureInfo(
          ApplicationFailureInfo.newBuilder()
              .setNonRetryable(info.getNonRetryable())
              .setType(text(info.getType())));
      room -= 2 * FIELD;
    } else if (failure.hasServerFailureInfo()) {
      cut.setServerFailureInfo(
          ServerFailureInfo.newBuilder()
              .setNonRetryable(failure.getServerFailureInfo().getNonRetryable()));
      room -= FIELD;
    }
    cut.setSource(text(failure.getSource()))
        .setMessage(text(failure.getMessage()))
        .setStackTrace(text(failure.getStackTrace()));
    if (failure.hasCause() && room > FIELD && depth > 0) {
      room -= FIELD;
      cut.setCause(cutTo(failure.getCause(), depth - 1));
    }
    return cut.build();
  }

  /// As much of the text as there is room for, in whole characters.
  private String text(String text) {
    var bytes = text.getBytes(UTF_8);
    int end = Math.max(0, Math.min(bytes.length, room));
    while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    if (end > 0) {
      room -= end + FIELD;
    }
    return end == bytes.length ? text : new String(bytes, 0, end, UTF_8);
  }
}
