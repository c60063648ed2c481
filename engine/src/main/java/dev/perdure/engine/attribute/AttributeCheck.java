package dev.perdure.engine.attribute;

import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with search attributes, in the words of Temporal's server; null if nothing
/// is.
public final class AttributeCheck {
  private static final int MAX_KEYS = 100;
  private static final int MAX_VALUE_BYTES = 2 * 1024;
  private static final int MAX_BYTES = 40 * 1024;

  private AttributeCheck() {}

  /// A name that the namespace does not have.
  public static @Nullable String unknownName(
      AttributeTypes types, String namespace, Map<String, Payload> fields) {
    for (var name : fields.keySet()) {
      if (!types.isOwn(name) && types.type(namespace, name) == null) {
        return "Namespace %s has no mapping defined for search attribute %s"
            .formatted(namespace, name);
      }
    }
    return null;
  }

  /// Too many, one that callers may not set, or a value of the wrong type.
  public static @Nullable String badValue(
      AttributeTypes types, String namespace, Map<String, Payload> fields) {
    if (fields.size() > MAX_KEYS) {
      return "number of search attributes %d exceeds limit %d".formatted(fields.size(), MAX_KEYS);
    }
    for (var field : fields.entrySet()) {
      var name = field.getKey();
      if (types.isOwn(name)) {
        return name + " attribute can't be set in SearchAttributes";
      }
      var type = types.type(namespace, name);
      if (type != null && !AttributeValue.fits(type, field.getValue())) {
        return "invalid value for search attribute %s of type %s: %s"
            .formatted(name, typeName(type), AttributeValue.shown(field.getValue()));
      }
    }
    return null;
  }

  /// A value that is too large, or all together.
  public static @Nullable String tooLarge(SearchAttributes attributes) {
    for (var field : attributes.getIndexedFieldsMap().entrySet()) {
      int bytes = field.getValue().getData().size();
      if (bytes > MAX_VALUE_BYTES) {
        return "search attribute %s value size %d exceeds size limit %d"
            .formatted(field.getKey(), bytes, MAX_VALUE_BYTES);
      }
    }
    int bytes = attributes.getSerializedSize();
    return bytes > MAX_BYTES
        ? "total size of search attributes %d exceeds size limit %d".formatted(bytes, MAX_BYTES)
        : null;
  }

  /// `KeywordList` for `INDEXED_VALUE_TYPE_KEYWORD_LIST`.
  private static String typeName(IndexedValueType type) {
    var name = new StringBuilder();
    for (var word : type.name().substring("INDEXED_VALUE_TYPE_".length()).split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
