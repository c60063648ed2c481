package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Where the next page of a history begins. Clients treat it as opaque bytes.
///
/// @param runId the run, which the first page has settled
/// @param nextEventId the first event of the page
/// @param isReverse whether the page's events come in reverse order
record HistoryToken(String runId, long nextEventId, boolean isReverse) {
  private static final int FORWARD = 1;
  private static final int REVERSE = 2;

  ByteString toBytes() {
    try {
      var out = ByteString.newOutput(64);
      var coded = CodedOutputStream.newInstance(out);
      coded.writeUInt32NoTag(isReverse ? REVERSE : FORWARD);
      coded.writeStringNoTag(runId);
      coded.writeUInt64NoTag(nextEventId);
      coded.flush();
      return out.toByteString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws RejectedException if the bytes are no token for this order
  static HistoryToken parse(ByteString bytes, boolean isReverse) {
    try {
      CodedInputStream in = bytes.newCodedInput();
      int version = in.readUInt32();
      var runId = in.readStringRequireUtf8();
      long nextEventId = in.readUInt64();
      boolean isOurs = version == (isReverse ? REVERSE : FORWARD);
      if (isOurs && in.isAtEnd() && !runId.isEmpty() && nextEventId > 0) {
        return new HistoryToken(runId, nextEventId, isReverse);
      }
    } catch (IOException e) {
      // Not one of ours: the same as a wrong version.
    }
    throw Validation.invalid("Invalid NextPageToken.");
  }
}
