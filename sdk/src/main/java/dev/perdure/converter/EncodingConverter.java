package dev.perdure.converter;

import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// Converts the values of one encoding, such as `json/plain`.
public interface EncodingConverter {
  /// The encoding's name: the `encoding` in the metadata of each payload that it makes.
  String encoding();

  /// The value as a payload; null when this encoding is not for such values.
  ///
  /// @throws DataConversionException when it is, and the value cannot be encoded
  @Nullable Payload encode(@Nullable Object value);

  /// The value in a payload of this encoding.
  ///
  /// @throws DataConversionException when it does not fit the type
  @Nullable Object decode(Payload payload, Type type);

  /// The converter for values of this workflow or activity; the converter itself unless it is
  /// overridden.
  default EncodingConverter withContext(SerializationContext context) {
    return this;
  }
}
