package dev.perdure.converter;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// `binary/plain`: a byte array as it is.
final class BytesConverter implements EncodingConverter {
  private static final ByteString ENCODING = ByteString.copyFromUtf8("binary/plain");

  @Override
  public String encoding() {
    return "binary/plain";
  }

  @Override
  public @Nullable Payload encode(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? Payload.newBuilder()
            .putMetadata(CompositePayloadConverter.ENCODING, ENCODING)
            .setData(ByteString.copyFrom(bytes))
            .build()
        : null;
  }

  @Override
  public Object decode(Payload payload, Type type) {
    if (type == byte[].class || type == Object.class) {
      return payload.getData().toByteArray();
    }
    throw new DataConversionException(
        "A payload of encoding binary/plain is a byte[], not " + type.getTypeName(), null);
  }
}
