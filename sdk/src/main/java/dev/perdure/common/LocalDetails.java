package dev.perdure.common;

import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/// Values made in this process.
final class LocalDetails implements Details {
  static final LocalDetails NONE = new LocalDetails();

  private final @Nullable Object[] values;

  LocalDetails(@Nullable Object... values) {
    this.values = values.clone();
  }

  @Override
  public int size() {
    return values.length;
  }

  /// As a value that came over the wire, one made here can be asked for as an `int`.
  private static Class<?> wrapped(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  @Override
  @SuppressWarnings("unchecked") // a primitive type's class is that of its wrapper's values
  public <T> @Nullable T get(int index, Class<T> type) {
    return (T) wrapped(type).cast(values[index]);
  }

  @Override
  @SuppressWarnings("unchecked") // made here with the type that its reader knows
  public <T> @Nullable T get(int index, TypeRef<T> type) {
    return (T) values[index];
  }
}
