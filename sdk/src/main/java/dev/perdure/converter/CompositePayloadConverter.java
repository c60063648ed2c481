package dev.perdure.converter;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks several encodings in turn: the first that takes a value encodes it, and the one that a
/// payload names decodes it. A [RawValue] passes through as it is.
public final class CompositePayloadConverter implements PayloadConverter {
  static final String ENCODING = "encoding";

  private final List<EncodingConverter> converters;
  private final Map<ByteString, EncodingConverter> byEncoding = new HashMap<>();

  /// The converters in the order in which they are asked.
  public CompositePayloadConverter(List<EncodingConverter> converters) {
    this.converters = List.copyOf(converters);
    for (EncodingConverter converter : converters) {
      byEncoding.putIfAbsent(ByteString.copyFromUtf8(converter.encoding()), converter);
    }
  }

  @Override
  public Payload encode(@Nullable Object value) {
    if (value instanceof RawValue raw) {
      return raw.payload();
    }
    for (EncodingConverter converter : converters) {
      Payload payload = converter.encode(value);
      if (payload != null) {
        return payload;
      }
    }
    throw new DataConversionException(
        "No converter takes a value of "
            + (value == null ? "null" : value.getClass().getName())
            + "; asked: "
            + converters.stream().map(EncodingConverter::encoding).toList(),
        null);
  }

  @Override
  public @Nullable Object decode(Payload payload, Type type) {
    if (type == RawValue.class) {
      return new RawValue(payload);
    }
    ByteString encoding = payload.getMetadataOrDefault(ENCODING, ByteString.EMPTY);
    EncodingConverter converter = byEncoding.get(encoding);
    if (converter == null) {
      throw new DataConversionException(
          "Unknown payload encoding \"%s\"; known: %s"
              .formatted(
                  encoding.toStringUtf8(),
                  converters.stream().map(EncodingConverter::encoding).toList()),
          null);
    }
    return converter.decode(payload, type);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a converter without context returns itself
  public PayloadConverter withContext(SerializationContext context) {
    @Nullable List<EncodingConverter> changed = null;
    for (int i = 0; i < converters.size(); i++) {
      EncodingConverter own = converters.get(i).withContext(context);
      if (own != converters.get(i)) {
        changed = changed == null ? new ArrayList<>(converters) : changed;
        changed.set(i, own);
      }
    }
    return changed == null ? this : new CompositePayloadConverter(changed);
  }
}
