package dev.perdure.common;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// A search attribute: its name, as it is registered with the server's namespace, and the type of
/// its values. It is registered once, by `ServerOptions.withSearchAttributes` of an embedded
/// server, the flag `--search-attribute NAME=TYPE` of the command line, or the operator service's
/// call `AddSearchAttributes`. Usually a constant:
///
/// ```java
/// static final SearchAttributeKey<String> CUSTOMER = SearchAttributeKey.forKeyword("Customer");
/// ```
///
/// @param <T> the type of its values
public final class SearchAttributeKey<T> {
  private final String name;
  private final SearchAttributeType type;

  private SearchAttributeKey(String name, SearchAttributeType type) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A search attribute needs a name, and this one is empty.");
    }
    this.name = name;
    this.type = type;
  }

  /// An attribute of type [SearchAttributeType#TEXT].
  public static SearchAttributeKey<String> forText(String name) {
    return new SearchAttributeKey<>(name, SearchAttributeType.TEXT);
  }

  /// An attribute of type [SearchAttributeType#KEYWORD].
  public static SearchAttributeKey<String> forKeyword(String name) {
    return new SearchAttributeKey<>(name, SearchAttributeType.KEYWORD);
  }

  /// An attribute of type [SearchAttributeType#INT].
  public static SearchAttributeKey<Long> forLong(String name) {
    return new SearchAttributeKey<>(name, SearchAttributeType.INT);
  }

  /// An attribute of type [SearchAttributeType#DOUBLE].
  public static SearchAttributeKey<Double> forDouble(String name) {
    return new SearchAttributeKey<>(name, SearchAttributeType.DOUBLE);
  }

  /// An attribute of type [SearchAttributeType#BOOL].
  public static SearchAttributeKey<Boolean> forBoolean(String name) {
    return new SearchAttributeKey<>(name, SearchAttributeType.BOOL);
  }

  /// An attribute of type [SearchAttributeType#DATETIME].
  public static SearchAttributeKey<Instant> forInstant(String name) {
    return new SearchAttributeKey<>(name, SearchAttributeType.DATETIME);
  }

  /// An attribute of type [SearchAttributeType#KEYWORD_LIST].
  public static SearchAttributeKey<List<String>> forKeywordList(String name) {
    return new SearchAttributeKey<>(name, SearchAttributeType.KEYWORD_LIST);
  }

  /// The name.
  public String name() {
    return name;
  }

  /// The type of its values.
  public SearchAttributeType type() {
    return type;
  }

  /// An update that sets the attribute.
  ///
  /// @throws IllegalArgumentException when the value is a number that JSON does not have
  public SearchAttributeUpdate valueSet(T value) {
    return new SearchAttributeUpdate(this, checked(value));
  }

  /// An update after which the attribute has no value.
  public SearchAttributeUpdate valueUnset() {
    return new SearchAttributeUpdate(this, null);
  }

  /// The value as it is kept: a copy of what could change.
  private Object checked(T value) {
    return switch ((Object) value) {
      case null ->
          throw new NullPointerException(
              "The search attribute %s cannot be set to null; use valueUnset.".formatted(name));
      case Double number when !Double.isFinite(number) ->
          throw new IllegalArgumentException(
              "The search attribute %s cannot be %s.".formatted(name, number));
      case List<?> list -> List.copyOf(list);
      default -> value;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchAttributeKey<?> key && key.name.equals(name) && key.type == type;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type);
  }

  @Override
  public String toString() {
    return name + " (" + type + ")";
  }
}
