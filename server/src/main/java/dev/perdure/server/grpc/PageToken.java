package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// The bytes by which a client asks for the next page. They mean nothing to it, but it may send
/// any.
final class PageToken {
  private PageToken() {}

  /// Writes what a token says.
  @FunctionalInterface
  interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  /// Reads what a token says; null if it is none of this kind.
  @FunctionalInterface
  interface Reader<T> {
    @Nullable T read(CodedInputStream in) throws IOException;
  }

  static ByteString write(Writer writer) {
    try {
      var out = ByteString.newOutput(64);
      var coded = CodedOutputStream.newInstance(out);
      writer.write(coded);
      coded.flush();
      return out.toByteString();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written to but memory.
    }
  }

  /// @throws RejectedException if the reader cannot read the bytes, or leaves some of them
  static <T> T read(ByteString bytes, Reader<T> reader) {
    try {
      var in = bytes.newCodedInput();
      var token = reader.read(in);
      if (token != null && in.isAtEnd()) {
        return token;
      }
    } catch (IOException e) {
      // Not one of ours: the same as one of another list.
    }
    throw invalid();
  }

  static RejectedException invalid() {
    return Validation.invalid("Invalid NextPageToken.");
  }
}
