package dev.perdure.common;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/// A type with its type arguments, for values that come by name and not by method reference: `new
/// TypeRef<List<Item>>() {}`.
///
/// @param <T> the type
public abstract class TypeRef<T> {
  private final Type type;

  /// Remembers the type argument that the anonymous subclass gives.
  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)
        || parent.getRawType() != TypeRef.class) {
      throw new IllegalStateException("Write new TypeRef<List<Item>>() {} with the type you mean.");
    }
    this.type = parent.getActualTypeArguments()[0];
  }

  /// The type.
  public final Type type() {
    return type;
  }

  @Override
  public final String toString() {
    return type.getTypeName();
  }
}
