package dev.perdure.common;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A change of one search attribute, made by [SearchAttributeKey#valueSet] or
/// [SearchAttributeKey#valueUnset].
public final class SearchAttributeUpdate {
  private final SearchAttributeKey<?> key;
  private final @Nullable Object value;

  SearchAttributeUpdate(SearchAttributeKey<?> key, @Nullable Object value) {
    this.key = key;
    this.value = value;
  }

  /// The attribute.
  public SearchAttributeKey<?> key() {
    return key;
  }

  /// Its new value, of the key's type; null when it loses its value.
  public @Nullable Object value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchAttributeUpdate update
        && update.key.equals(key)
        && Objects.equals(update.value, value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, value);
  }

  @Override
  public String toString() {
    return value == null ? key + " unset" : key + " = " + value;
  }
}
