package dev.perdure.verification.coding;

import com.google.protobuf.ByteString;
import dev.perdure.converter.PayloadCodec;
import io.temporal.api.common.v1.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Compresses payloads by zlib where that makes them smaller, in the form of the official Java SDK.
public final class CompressingCodec implements PayloadCodec {
  private static final ByteString ENCODING = ByteString.copyFromUtf8("binary/zlib");

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    return payloads.stream().map(CompressingCodec::compress).toList();
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads.stream().map(CompressingCodec::decompress).toList();
  }

  private static Payload compress(Payload payload) {
    var bytes = new ByteArrayOutputStream();
    try (var zlib = new DeflaterOutputStream(bytes)) {
      payload.writeTo(zlib);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Payload compressed =
        Payload.newBuilder()
            .putMetadata("encoding", ENCODING)
            .setData(ByteString.copyFrom(bytes.toByteArray()))
            .build();
    return compressed.getSerializedSize() < payload.getSerializedSize() ? compressed : payload;
  }

  private static Payload decompress(Payload payload) {
    if (!payload.getMetadataOrDefault("encoding", ByteString.EMPTY).equals(ENCODING)) {
      return payload; // it was too small, or was written before there was a codec
    }
    try (var zlib = new InflaterInputStream(payload.getData().newInput())) {
      return Payload.parseFrom(zlib);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
