package dev.perdure.engine.attribute;

import io.temporal.api.enums.v1.IndexedValueType;
import org.jspecify.annotations.Nullable;

/// The search attributes of the namespaces. They can change at any time; each decision sees them as
/// they are then.
public interface AttributeTypes {
  /// Any name, for any text.
  AttributeTypes ANY =
      new AttributeTypes() {
        @Override
        public IndexedValueType type(String namespace, String name) {
          return IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED;
        }

        @Override
        public boolean isOwn(String name) {
          return false;
        }
      };

  /// The type of a namespace's attribute, null if it has none of this name; unspecified for one
  /// that takes every value.
  @Nullable IndexedValueType type(String namespace, String name);

  /// Whether only the server itself sets this attribute.
  boolean isOwn(String name);
}
