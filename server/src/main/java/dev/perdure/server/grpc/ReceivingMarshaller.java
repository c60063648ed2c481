package dev.perdure.server.grpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads requests of up to 4 MiB, and tells how long the longer ones are.
///
/// gRPC's own limit would do, but clients recognise an oversized task completion by its text, and
/// gRPC for Java words it differently.
final class ReceivingMarshaller<Q> implements MethodDescriptor.Marshaller<Received<Q>> {
  /// The largest request that is taken.
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /// The largest request that is read at all: beyond it gRPC itself ends the call.
  static final int MAX_READ_BYTES = 16 * 1024 * 1024;

  private final MethodDescriptor.Marshaller<Q> marshaller;

  ReceivingMarshaller(MethodDescriptor.Marshaller<Q> marshaller) {
    this.marshaller = marshaller;
  }

  @Override
  public InputStream stream(Received<Q> value) {
    throw new UnsupportedOperationException("Requests are only received here.");
  }

  @Override
  public Received<Q> parse(InputStream stream) {
    try {
      int bytes = stream.available();
      if (stream instanceof KnownLength) {
        return bytes > MAX_BYTES
            ? new Received.TooLarge<>(bytes)
            : new Received.Message<>(marshaller.parse(stream));
      }
      // Compressed: how long it is, one knows at its end.
      var read = stream.readAllBytes();
      return read.length > MAX_BYTES
          ? new Received.TooLarge<>(read.length)
          : new Received.Message<>(marshaller.parse(new ByteArrayInputStream(read)));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("The request could not be read.")
          .withCause(e)
          .asRuntimeException();
    }
  }
}
