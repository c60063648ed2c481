package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.perdure.server.store.ListPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    try {
      var out = ByteString.newOutput(48);
      var coded = CodedOutputStream.newInstance(out);
      var close = place.closeNanos();
      coded.writeUInt32NoTag(VERSION);
      coded.writeFixed64NoTag(query);
      coded.writeBoolNoTag(close != null);
      coded.writeUInt64NoTag(close == null ? 0 : close);
      coded.writeUInt64NoTag(place.startNanos());
      coded.writeUInt64NoTag(place.id());
      coded.flush();
      return out.toByteString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    try {
      CodedInputStream in = bytes.newCodedInput();
      if (in.readUInt32() == VERSION && in.readFixed64() == query) {
        boolean closed = in.readBool();
        long close = in.readUInt64();
        var place = new ListPlace(closed ? (Long) close : null, in.readUInt64(), in.readUInt64());
        if (in.isAtEnd()) {
          return place;
        }
      }
    } catch (IOException e) {
      // Not one of ours: the same as one of another list.
    }
    throw Validation.invalid("Invalid NextPageToken.");
  }
}
