package dev.perdure.converter;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/// `json/plain`: everything else, as compact JSON with sorted keys. Dates and durations are ISO
/// 8601, bytes base64. Fields that the reader's class does not have are ignored, and fields that
/// the data does not have keep Java's default, so that records can grow.
public final class JsonConverter implements EncodingConverter {
  private static final ByteString ENCODING = ByteString.copyFromUtf8("json/plain");

  private final JsonMapper mapper;

  /// With the mapper that [#mapperBuilder] makes.
  public JsonConverter() {
    this(mapperBuilder().build());
  }

  /// With a mapper of one's own.
  public JsonConverter(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /// The default mapper, to add modules and settings to.
  public static JsonMapper.Builder mapperBuilder() {
    return JsonMapper.builder()
        .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .changeDefaultVisibility(
            checker -> checker.withFieldVisibility(JsonAutoDetect.Visibility.ANY));
  }

  @Override
  public String encoding() {
    return "json/plain";
  }

  @Override
  public Payload encode(@Nullable Object value) {
    try {
      return Payload.newBuilder()
          .putMetadata(CompositePayloadConverter.ENCODING, ENCODING)
          // the array is ours alone, so it need not be copied
          .setData(UnsafeByteOperations.unsafeWrap(mapper.writeValueAsBytes(value)))
          .build();
    } catch (JacksonException e) {
      throw new DataConversionException(
          "Cannot encode a value of %s as JSON: %s"
              .formatted(
                  value == null ? "null" : value.getClass().getName(), e.getOriginalMessage()),
          e);
    }
  }

  @Override
  public @Nullable Object decode(Payload payload, Type type) {
    try {
      return mapper.readValue(payload.getData().toByteArray(), mapper.constructType(type));
    } catch (JacksonException e) {
      throw new DataConversionException(
          "Cannot decode JSON as %s: %s%s"
              .formatted(type.getTypeName(), e.getOriginalMessage(), place(e)),
          e);
    }
  }

  /// As in ` (items[0].quantity)`.
  private static String place(JacksonException e) {
    var path = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.isEmpty() ? "" : " (%s)".formatted(path);
  }
}
