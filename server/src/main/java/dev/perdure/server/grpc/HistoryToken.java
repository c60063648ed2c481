package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;

/// Where the next page of a history begins. Clients treat it as opaque bytes.
///
/// @param runId the run, which the first page has settled; until then it may be empty
/// @param nextEventId the first event of the page; in reverse order 0 for the run's last one
/// @param isReverse whether the page's events come in reverse order
record HistoryToken(String runId, long nextEventId, boolean isReverse) {
  private static final int FORWARD = 1;
  private static final int REVERSE = 2;

  /// Where a call goes on.
  ///
  /// @param bytes what the page before has given; empty for the first page
  /// @param start where the first page begins; without a run id if the caller names none
  /// @throws RejectedException if the bytes are no token for this order or run
  static HistoryToken next(ByteString bytes, HistoryToken start) {
    if (bytes.isEmpty()) {
      return start;
    }
    var token = parse(bytes, start.isReverse);
    if (!start.runId.isEmpty() && !start.runId.equals(token.runId)) {
      throw Validation.invalid("RunId in the request does not match the NextPageToken.");
    }
    return token;
  }

  ByteString toBytes() {
    return PageToken.write(
        out -> {
          out.writeUInt32NoTag(isReverse ? REVERSE : FORWARD);
          out.writeStringNoTag(runId);
          out.writeUInt64NoTag(nextEventId);
        });
  }

  private static HistoryToken parse(ByteString bytes, boolean isReverse) {
    return PageToken.read(
        bytes,
        in -> {
          int version = in.readUInt32();
          var runId = in.readStringRequireUtf8();
          long nextEventId = in.readUInt64();
          boolean isOurs = version == (isReverse ? REVERSE : FORWARD);
          return isOurs && !runId.isEmpty() && nextEventId > 0
              ? new HistoryToken(runId, nextEventId, isReverse)
              : null;
        });
  }
}
