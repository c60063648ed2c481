package dev.perdure.converter;

import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// Converts values to payloads and back.
public interface PayloadConverter {
  /// The value as a payload.
  ///
  /// @throws DataConversionException when it cannot be encoded
  Payload encode(@Nullable Object value);

  /// The value in a payload.
  ///
  /// @throws DataConversionException when it cannot be decoded to the type
  @Nullable Object decode(Payload payload, Type type);

  /// The converter for values of this workflow or activity; the converter itself unless it is
  /// overridden.
  default PayloadConverter withContext(SerializationContext context) {
    return this;
  }
}
