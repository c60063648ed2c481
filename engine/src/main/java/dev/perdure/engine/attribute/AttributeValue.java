package dev.perdure.engine.attribute;

import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.IndexedValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The value of a search attribute: JSON of the attribute's type, or a list with one such value, or
/// nothing, which deletes it.
public final class AttributeValue {
  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private AttributeValue() {}

  static boolean fits(IndexedValueType type, Payload payload) {
    if (type == IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED) {
      return true;
    }
    try {
      var value = decoded(payload);
      if (value == null || (value instanceof List<?> list && list.isEmpty())) {
        return true;
      }
      if (type == IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST) {
        return value instanceof List<?> list
            && list.stream().allMatch(each -> Json.NULL.equals(each) || each instanceof String);
      }
      return value instanceof List<?> list
          ? list.size() == 1 && isOf(type, list.getFirst())
          : isOf(type, value);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// What a value consists of: one part, several for a list of keywords, none if it is nothing or
  /// not of the type. A part is a `String`, `Long`, `Double`, `Boolean` or `Instant`.
  public static List<Object> parts(IndexedValueType type, Payload payload) {
    if (type == IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED || !fits(type, payload)) {
      return List.of();
    }
    var value = decoded(payload);
    List<?> all = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    return all.stream()
        .filter(each -> !Json.NULL.equals(each))
        .map(each -> part(type, each))
        .toList();
  }

  private static Object part(IndexedValueType type, Object value) {
    return switch (value) {
      case Json.Figure number when type == IndexedValueType.INDEXED_VALUE_TYPE_INT ->
          (Object) Long.valueOf(number.text());
      case Json.Figure number -> Double.valueOf(number.text());
      case String text when type == IndexedValueType.INDEXED_VALUE_TYPE_DATETIME ->
          OffsetDateTime.parse(text).toInstant();
      default -> value;
    };
  }

  private static boolean isOf(IndexedValueType type, Object value) {
    return switch (type) {
      case INDEXED_VALUE_TYPE_KEYWORD, INDEXED_VALUE_TYPE_TEXT -> value instanceof String;
      case INDEXED_VALUE_TYPE_BOOL -> value instanceof Boolean;
      case INDEXED_VALUE_TYPE_DOUBLE -> value instanceof Json.Figure;
      case INDEXED_VALUE_TYPE_INT -> value instanceof Json.Figure number && isLong(number.text());
      case INDEXED_VALUE_TYPE_DATETIME -> value instanceof String text && isTime(text);
      default -> true;
    };
  }

  private static boolean isLong(String number) {
    if (number.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E') || number.length() > 20) {
      return false;
    }
    var integer = new BigInteger(number);
    return integer.compareTo(MIN_LONG) >= 0 && integer.compareTo(MAX_LONG) <= 0;
  }

  private static boolean isTime(String text) {
    try {
      DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /// Null for nothing.
  ///
  /// @throws IllegalArgumentException if it is no JSON
  private static @Nullable Object decoded(Payload payload) {
    var encoding = payload.getMetadataOrDefault("encoding", null);
    var name = encoding == null ? "" : encoding.toStringUtf8();
    return switch (name) {
      case "binary/null" -> null;
      case "json/plain" -> {
        if (!payload.getData().isValidUtf8()) {
          throw new IllegalArgumentException("not UTF-8");
        }
        var value = Json.parse(payload.getData().toStringUtf8());
        yield Json.NULL.equals(value) ? null : value;
      }
      default -> throw new IllegalArgumentException("unknown encoding " + name);
    };
  }

  /// The value as texts show it: `x`, `1.5`, `[a b]`.
  static String shown(Payload payload) {
    try {
      var value = decoded(payload);
      return value == null ? "<nil>" : shown(value);
    } catch (IllegalArgumentException e) {
      return "value from <" + payload.getData().toStringUtf8() + ">";
    }
  }

  private static String shown(Object value) {
    return switch (value) {
      case List<?> list -> {
        var text = new StringBuilder("[");
        for (var each : list) {
          text.append(text.length() == 1 ? "" : " ").append(shown(each));
        }
        yield text.append(']').toString();
      }
      case Json.Figure number -> number(number.text());
      default -> Json.NULL.equals(value) ? "<nil>" : value.toString();
    };
  }

  private static String number(String text) {
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)
        || (value != 0 && (Math.abs(value) >= 1e21 || Math.abs(value) < 1e-4))) {
      return text;
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
