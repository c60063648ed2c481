package dev.perdure.common;

import org.jspecify.annotations.Nullable;

/// Values that travel without a declared type, such as what a failure or a heartbeat carries. They
/// are decoded when they are asked for, to the type that is asked for.
public interface Details {
  /// How many values there are.
  int size();

  /// The value at an index from 0, decoded to a type.
  ///
  /// @throws IndexOutOfBoundsException when there are fewer values
  /// @throws RuntimeException when the value cannot be decoded to the type
  <T> @Nullable T get(int index, Class<T> type);

  /// The value at an index from 0, decoded to a generic type.
  <T> @Nullable T get(int index, TypeRef<T> type);

  /// Whether there are no values.
  default boolean isEmpty() {
    return size() == 0;
  }

  /// Values that are not encoded yet.
  static Details of(@Nullable Object... values) {
    return new LocalDetails(values);
  }

  /// No values.
  static Details none() {
    return LocalDetails.NONE;
  }
}
