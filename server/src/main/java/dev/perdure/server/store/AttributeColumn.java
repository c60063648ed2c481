package dev.perdure.server.store;

import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.KnownAttributes;
import dev.perdure.server.search.StoredValues;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.IndexedValueType;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The column `run.attributes`: what a run can be found by of its search attributes, as a JSON
/// object. A member is a string, a number, or a list of strings.
///
/// A member's key has the attribute's type in it: if a name is registered again with another type,
/// the values from before are not found.
final class AttributeColumn {
  private static final char NO_TEXT = '\uFFFD';

  private AttributeColumn() {}

  /// What the column of a run with these search attributes has.
  ///
  /// @param registered what users have registered in the namespace
  /// @return null if there is nothing to be found by
  static @Nullable String of(
      Map<String, Payload> values, Map<String, IndexedValueType> registered) {
    if (values.isEmpty()) {
      return null;
    }
    var json = new StringBuilder();
    // In one order, so that the same values make the same text.
    for (var value : new TreeMap<>(values).entrySet()) {
      var attribute = KnownAttributes.settable(value.getKey(), registered);
      if (attribute != null) {
        add(json, attribute, value.getValue());
      }
    }
    return json.isEmpty() ? null : json.append('}').toString();
  }

  private static void add(StringBuilder json, Attribute attribute, Payload payload) {
    var parts = StoredValues.of(attribute, payload);
    if (parts.isEmpty()) {
      return;
    }
    json.append(json.isEmpty() ? '{' : ',').append('"').append(key(attribute)).append("\":");
    if (!attribute.isMultiple()) {
      append(json, parts.getFirst());
      return;
    }
    char before = '[';
    for (var part : parts) {
      json.append(before);
      append(json, part);
      before = ',';
    }
    json.append(']');
  }

  private static void append(StringBuilder json, Object part) {
    switch (part) {
      case String text -> quote(json, text);
      case Double number when number.isInfinite() ->
          json.append(Math.copySign(Double.MAX_VALUE, number));
      default -> json.append(part);
    }
  }

  /// What is no text in SQLite (zeros, halves of characters) becomes the mark for that.
  private static void quote(StringBuilder json, String text) {
    json.append('"');
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
              } else if (c == 0 || Character.getType(c) == Character.SURROGATE) {
                json.append(NO_TEXT);
              } else if (c < ' ') {
                json.append("\\u%04x".formatted(c));
              } else {
                json.appendCodePoint(c);
              }
            });
    json.append('"');
  }

  /// The key of an attribute's member. It has nothing in it that has a meaning in paths of JSON.
  static String key(Attribute attribute) {
    var key = new StringBuilder().append(attribute.type().getNumber());
    for (char c : attribute.name().toCharArray()) {
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      key.append(plain ? String.valueOf(c) : "%%%04x".formatted((int) c));
    }
    return key.toString();
  }

  /// Where SQLite finds the member.
  static String path(Attribute attribute) {
    return "$.\"" + key(attribute) + '"';
  }
}
