package dev.perdure.common;

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

  @Override
  public <T> @Nullable T get(int index, Class<T> type) {
    return type.cast(values[index]);
  }

  @Override
  @SuppressWarnings("unchecked") // made here with the type that its reader knows
  public <T> @Nullable T get(int index, TypeRef<T> type) {
    return (T) values[index];
  }
}
