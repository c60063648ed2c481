package dev.perdure.internal.replay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A map that costs almost nothing while it is empty, which most of a parked run's maps are.
public final class SmallMap<K, V> {
  private @Nullable Map<K, V> entries;

  /// Adds an entry.
  public void put(K key, V value) {
    if (entries == null) {
      entries = new LinkedHashMap<>(2);
    }
    entries.put(key, value);
  }

  /// The value of a key; null when there is none.
  public @Nullable V get(K key) {
    return entries == null ? null : entries.get(key);
  }

  /// Removes all entries; returns their values in the order of their keys' adding.
  public List<V> drain() {
    if (entries == null) {
      return List.of();
    }
    List<V> values = List.copyOf(entries.values());
    entries = null;
    return values;
  }

  /// Removes an entry; returns its value, null when there was none.
  public @Nullable V remove(K key) {
    if (entries == null) {
      return null;
    }
    V value = entries.remove(key);
    if (entries.isEmpty()) {
      entries = null;
    }
    return value;
  }
}
