package dev.perdure.server.search;

import io.temporal.api.enums.v1.IndexedValueType;
import java.util.Arrays;
import java.util.List;

/// Something by which runs can be found.
///
/// @param name its name in the protocol
public record Attribute(String name, IndexedValueType type) {
  /// Whether its values are set by users, SDKs or the server for single runs. The others are known
  /// of every run.
  public boolean isStored() {
    return !KnownAttributes.SYSTEM.containsKey(name);
  }

  /// Whether it is searched for words.
  public boolean isText() {
    return type == IndexedValueType.INDEXED_VALUE_TYPE_TEXT;
  }

  /// Whether a run may have several values of it.
  public boolean isMultiple() {
    return isText() || type == IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST;
  }

  /// The type's name as clients know it, `KeywordList` for instance.
  public String typeName() {
    return typeName(type);
  }

  /// The type of this name, `INDEXED_VALUE_TYPE_UNSPECIFIED` if there is none.
  public static IndexedValueType type(String name) {
    for (var type : IndexedValueType.values()) {
      if (typeName(type).equals(name)) {
        return type;
      }
    }
    return IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED;
  }

  /// The names of all types.
  public static List<String> typeNames() {
    return Arrays.stream(IndexedValueType.values())
        .map(Attribute::typeName)
        .filter(name -> type(name) != IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED)
        .toList();
  }

  /// The name of a type as clients know it.
  public static String typeName(IndexedValueType type) {
    return switch (type) {
      case INDEXED_VALUE_TYPE_TEXT -> "Text";
      case INDEXED_VALUE_TYPE_KEYWORD -> "Keyword";
      case INDEXED_VALUE_TYPE_INT -> "Int";
      case INDEXED_VALUE_TYPE_DOUBLE -> "Double";
      case INDEXED_VALUE_TYPE_BOOL -> "Bool";
      case INDEXED_VALUE_TYPE_DATETIME -> "Datetime";
      case INDEXED_VALUE_TYPE_KEYWORD_LIST -> "KeywordList";
      case INDEXED_VALUE_TYPE_UNSPECIFIED, UNRECOGNIZED -> "Unspecified";
    };
  }
}
