package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Where the next page of a list of schedules begins. Clients treat it as opaque bytes.
///
/// @param query tells the list from others, see [ListToken#query]
/// @param after the last schedule of the page before
record ScheduleListToken(long query, String after) {
  private static final int VERSION = 1;

  ByteString toBytes() {
    try {
      var out = ByteString.newOutput(64);
      var coded = CodedOutputStream.newInstance(out);
      coded.writeUInt32NoTag(VERSION);
      coded.writeFixed64NoTag(query);
      coded.writeStringNoTag(after);
      coded.flush();
      return out.toByteString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The id after which the page begins.
  ///
  /// @param bytes empty for the first page
  /// @return empty for the first page
  /// @throws RejectedException if the bytes are no token of this list
  static String parse(ByteString bytes, long query) {
    if (bytes.isEmpty()) {
      return "";
    }
    try {
      CodedInputStream in = bytes.newCodedInput();
      if (in.readUInt32() == VERSION && in.readFixed64() == query) {
        var after = in.readStringRequireUtf8();
        if (!after.isEmpty() && in.isAtEnd()) {
          return after;
        }
      }
    } catch (IOException e) {
      // Not one of ours: the same as one of another list.
    }
    throw Validation.invalid("Invalid NextPageToken.");
  }
}
