package dev.perdure.internal.wire;

import com.google.protobuf.ByteString;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributeType;
import dev.perdure.common.SearchAttributeUpdate;
import dev.perdure.common.SearchAttributes;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import io.temporal.api.common.v1.Payload;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Search attributes as payloads. The server must read them, so they are always plain JSON, with
/// the type in the metadata: neither converter nor codec of the user touches them.
public final class SearchAttributePayloads {
  private static final String TYPE = "type";

  private SearchAttributePayloads() {}

  /// Attributes as a message.
  public static io.temporal.api.common.v1.SearchAttributes encode(SearchAttributes attributes) {
    var result = io.temporal.api.common.v1.SearchAttributes.newBuilder();
    for (SearchAttributes.Entry<?> entry : attributes) {
      result.putIndexedFields(entry.key().name(), encode(entry.key().type(), entry.value()));
    }
    return result.build();
  }

  /// Updates as a message: what is unset is null, without a type.
  public static io.temporal.api.common.v1.SearchAttributes encode(
      SearchAttributeUpdate... updates) {
    var result = io.temporal.api.common.v1.SearchAttributes.newBuilder();
    for (SearchAttributeUpdate update : updates) {
      Object value = update.value();
      result.putIndexedFields(
          update.key().name(),
          value == null
              ? DataConverter.defaults().encode(null)
              : encode(update.key().type(), value));
    }
    return result.build();
  }

  private static Payload encode(SearchAttributeType type, Object value) {
    return DataConverter.defaults().encode(value).toBuilder()
        .putMetadata(TYPE, ByteString.copyFromUtf8(name(type)))
        .build();
  }

  /// The type as servers call it.
  public static String name(SearchAttributeType type) {
    return switch (type) {
      case TEXT -> "Text";
      case KEYWORD -> "Keyword";
      case INT -> "Int";
      case DOUBLE -> "Double";
      case BOOL -> "Bool";
      case DATETIME -> "Datetime";
      case KEYWORD_LIST -> "KeywordList";
    };
  }

  /// A message as attributes. What says no type that is known, or has a value of another type, is
  /// left out.
  public static SearchAttributes decode(io.temporal.api.common.v1.SearchAttributes message) {
    SearchAttributes result = SearchAttributes.empty();
    for (var field : message.getIndexedFieldsMap().entrySet()) {
      SearchAttributeUpdate update = decode(field.getKey(), field.getValue());
      if (update != null) {
        result = result.with(update);
      }
    }
    return result;
  }

  private static @Nullable SearchAttributeUpdate decode(String name, Payload payload) {
    ByteString type = payload.getMetadataMap().get(TYPE);
    if (type == null) {
      return null;
    }
    Object value;
    try {
      value = DataConverter.defaults().decode(payload, Object.class);
    } catch (DataConversionException e) {
      return null;
    }
    // Servers that keep lists for all types give single values as lists of one.
    Object single = value instanceof List<?> list && list.size() == 1 ? list.getFirst() : value;
    return switch (type.toStringUtf8()) {
      case "Text" ->
          single instanceof String text ? SearchAttributeKey.forText(name).valueSet(text) : null;
      case "Keyword" ->
          single instanceof String text ? SearchAttributeKey.forKeyword(name).valueSet(text) : null;
      case "Int" ->
          single instanceof Integer || single instanceof Long
              ? SearchAttributeKey.forLong(name).valueSet(((Number) single).longValue())
              : null;
      case "Double" ->
          single instanceof Number number
              ? SearchAttributeKey.forDouble(name).valueSet(number.doubleValue())
              : null;
      case "Bool" ->
          single instanceof Boolean bool
              ? SearchAttributeKey.forBoolean(name).valueSet(bool)
              : null;
      case "Datetime" -> single instanceof String text ? instant(name, text) : null;
      case "KeywordList" -> keywords(name, value);
      default -> null;
    };
  }

  private static @Nullable SearchAttributeUpdate instant(String name, String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return SearchAttributeKey.forInstant(name).valueSet(instant);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable SearchAttributeUpdate keywords(String name, @Nullable Object value) {
    List<?> values = value instanceof List<?> list ? list : List.of(String.valueOf(value));
    return values.stream().allMatch(String.class::isInstance)
        ? SearchAttributeKey.forKeywordList(name)
            .valueSet(values.stream().map(String.class::cast).toList())
        : null;
  }
}
