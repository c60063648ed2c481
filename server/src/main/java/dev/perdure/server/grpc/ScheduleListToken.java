package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;

/// Where the next page of a list of schedules begins. Clients treat it as opaque bytes.
///
/// @param query tells the list from others, see [ListToken#query]
/// @param after the last schedule of the page before
record ScheduleListToken(long query, String after) {
  private static final int VERSION = 1;

  ByteString toBytes() {
    return PageToken.write(
        out -> {
          out.writeUInt32NoTag(VERSION);
          out.writeFixed64NoTag(query);
          out.writeStringNoTag(after);
        });
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
    return PageToken.read(
        bytes,
        in -> {
          if (in.readUInt32() != VERSION || in.readFixed64() != query) {
            return null;
          }
          var after = in.readStringRequireUtf8();
          return after.isEmpty() ? null : after;
        });
  }
}
