package dev.perdure.engine;

import dev.perdure.engine.attribute.AttributeTypes;
import io.temporal.api.enums.v1.IndexedValueType;
import org.jspecify.annotations.Nullable;

/// The attributes of the scripts: their names begin with their types, `Unknown` is not there, and
/// others take everything.
final class ScriptAttributes implements AttributeTypes {
  @Override
  public @Nullable IndexedValueType type(String namespace, String name) {
    if (name.startsWith("Unknown")) {
      return null;
    }
    for (var type : IndexedValueType.values()) {
      var prefix = type.name().substring(type.name().lastIndexOf('_') + 1);
      if (name.toUpperCase(java.util.Locale.ROOT).startsWith(prefix)) {
        return type;
      }
    }
    return IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED;
  }

  @Override
  public boolean isOwn(String name) {
    return name.equals("WorkflowId");
  }
}
