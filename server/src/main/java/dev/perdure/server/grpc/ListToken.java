package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.perdure.server.store.ListPlace;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// Where the next page of a list begins. Clients treat it as opaque bytes.
///
/// @param query tells the list from others: a place in one means nothing in another
record ListToken(long query, ListPlace place) {
  private static final int VERSION = 1;

  /// What tells a list from others.
  ///
  /// @param request the request without what differs from page to page
  static long query(Message request) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(request.toByteArray());
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }

  ByteString toBytes() {
    return PageToken.write(
        out -> {
          var close = place.closeNanos();
          out.writeUInt32NoTag(VERSION);
          out.writeFixed64NoTag(query);
          out.writeBoolNoTag(close != null);
          out.writeUInt64NoTag(close == null ? 0 : close);
          out.writeUInt64NoTag(place.startNanos());
          out.writeUInt64NoTag(place.id());
        });
  }

  /// The place behind which the page begins.
  ///
  /// @param bytes empty for the first page
  /// @return null for the first page
  /// @throws RejectedException if the bytes are no token of this list
  static @Nullable ListPlace parse(ByteString bytes, long query) {
    if (bytes.isEmpty()) {
      return null;
    }
    return PageToken.read(
        bytes,
        in -> {
          if (in.readUInt32() != VERSION || in.readFixed64() != query) {
            return null;
          }
          boolean closed = in.readBool();
          long close = in.readUInt64();
          return new ListPlace(closed ? (Long) close : null, in.readUInt64(), in.readUInt64());
        });
  }
}
