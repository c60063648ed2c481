package dev.perdure.common;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The search attributes of a workflow: what lists of workflows can be filtered by. Immutable: each
/// `with…` method returns new attributes.
public final class SearchAttributes implements Iterable<SearchAttributes.Entry<?>> {
  private static final SearchAttributes EMPTY = new SearchAttributes(Map.of());

  private final Map<String, Entry<?>> entries;

  /// One attribute and its value.
  ///
  /// @param key the attribute
  /// @param value its value
  /// @param <T> the type of its values
  public record Entry<T>(SearchAttributeKey<T> key, T value) {}

  private SearchAttributes(Map<String, Entry<?>> entries) {
    this.entries = entries;
  }

  /// No attributes.
  public static SearchAttributes empty() {
    return EMPTY;
  }

  /// These attributes with one more, or with another value for it. A name stands once: what was
  /// there under the same name with another type is replaced.
  ///
  /// @throws IllegalArgumentException when the value is a number that JSON does not have
  public <T> SearchAttributes with(SearchAttributeKey<T> key, T value) {
    return with(key.valueSet(value));
  }

  /// These attributes as the updates leave them, applied in order.
  public SearchAttributes with(SearchAttributeUpdate... updates) {
    var changed = new LinkedHashMap<>(entries);
    for (SearchAttributeUpdate update : updates) {
      if (update.value() == null) {
        changed.remove(update.key().name());
      } else {
        changed.put(update.key().name(), entry(update.key(), update.value()));
      }
    }
    return new SearchAttributes(Collections.unmodifiableMap(changed));
  }

  @SuppressWarnings("unchecked") // only a key of the value's type makes an update
  private static <T> Entry<T> entry(SearchAttributeKey<T> key, Object value) {
    return new Entry<>(key, (T) value);
  }

  /// The value of an attribute; null when it has none, or one of another type.
  @SuppressWarnings("unchecked") // equal keys have values of the same type
  public <T> @Nullable T get(SearchAttributeKey<T> key) {
    Entry<?> entry = entries.get(key.name());
    return entry == null || !entry.key().equals(key) ? null : (T) entry.value();
  }

  /// The value of an attribute; `otherwise` when it has none, or one of another type.
  public <T> T get(SearchAttributeKey<T> key, T otherwise) {
    T value = get(key);
    return value == null ? otherwise : value;
  }

  /// Whether the attribute has a value of its type.
  public boolean contains(SearchAttributeKey<?> key) {
    return get(key) != null;
  }

  /// How many attributes there are.
  public int size() {
    return entries.size();
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /// The attributes in the order in which they were added.
  @Override
  public Iterator<Entry<?>> iterator() {
    return entries.values().iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchAttributes attributes && attributes.entries.equals(entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.values().toString();
  }
}
