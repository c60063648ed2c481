package dev.perdure.converter;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// `binary/null`: null, without data.
final class NullConverter implements EncodingConverter {
  private static final Payload NULL =
      Payload.newBuilder()
          .putMetadata(CompositePayloadConverter.ENCODING, ByteString.copyFromUtf8("binary/null"))
          .build();

  @Override
  public String encoding() {
    return "binary/null";
  }

  @Override
  public @Nullable Payload encode(@Nullable Object value) {
    return value == null ? NULL : null;
  }

  @Override
  public @Nullable Object decode(Payload payload, Type type) {
    if (type instanceof Class<?> primitive && primitive.isPrimitive() && primitive != void.class) {
      throw new DataConversionException("Null cannot be a value of type " + primitive, null);
    }
    return null;
  }
}
