package dev.perdure.server.matching;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The tasks of one priority: first in, first out within a fairness key, and the keys in turns
/// according to their weights.
///
/// Each key has a time of its own, which goes on by `1 / weight` with each of its tasks; the key
/// whose time is earliest is next. A key that comes anew starts at the time of the level, so that
/// it cannot make up for when it had nothing to do; one that was ahead of the level stays so.
final class FairLevel {
  /// How many keys without tasks are remembered that were ahead.
  private static final int MAX_AHEAD = 1000;

  private final Map<String, Key> keys = new HashMap<>(2);
  private final TreeSet<Key> order =
      new TreeSet<>(
          Comparator.comparingDouble((Key key) -> key.time).thenComparingLong(k -> k.number));
  private final LinkedHashMap<String, Double> ahead = new LinkedHashMap<>(2);
  private double time;
  private long keysSeen;
  private int size;

  private static final class Key {
    final String name;
    final long number;
    final LinkedHashSet<Task> tasks = new LinkedHashSet<>();
    double time;

    Key(String name, long number, double time) {
      this.name = name;
      this.number = number;
      this.time = time;
    }
  }

  int size() {
    return size;
  }

  /// Adds a task behind the others of its key, or in front of them. One that is there stays there.
  boolean add(Task task, boolean first) {
    var key = keys.get(task.rank().fairnessKey());
    if (key == null) {
      key = begin(task.rank().fairnessKey());
    }
    if (!key.tasks.add(task)) {
      return false;
    }
    if (first) {
      key.tasks.addFirst(task);
    }
    size++;
    return true;
  }

  private Key begin(String name) {
    Double kept = ahead.remove(name);
    var key = new Key(name, keysSeen++, kept == null ? time : Math.max(kept, time));
    keys.put(name, key);
    order.add(key);
    return key;
  }

  /// The fairness key that is next.
  ///
  /// @return null if there are no tasks, or none of an allowed key
  @Nullable String next(Predicate<String> isAllowed) {
    for (var key : order) {
      if (isAllowed.test(key.name)) {
        return key.name;
      }
    }
    return null;
  }

  /// Takes the oldest task of a key, which must have one.
  ///
  /// @param weight what the task's turn counts
  Task take(String name, ToDoubleFunction<Task> weight) {
    var key = keys.get(name);
    if (key == null) {
      throw new IllegalArgumentException("no task of key " + name);
    }
    var task = key.tasks.removeFirst();
    size--;
    order.remove(key);
    time = Math.max(time, key.time);
    key.time += 1 / weight.applyAsDouble(task);
    if (key.tasks.isEmpty()) {
      forget(key);
    } else {
      order.add(key);
    }
    return task;
  }

  boolean remove(Task task) {
    var key = keys.get(task.rank().fairnessKey());
    if (key == null || !key.tasks.remove(task)) {
      return false;
    }
    size--;
    if (key.tasks.isEmpty()) {
      order.remove(key);
      forget(key);
    }
    return true;
  }

  private void forget(Key key) {
    keys.remove(key.name);
    if (keys.isEmpty()) {
      // Nobody is left who could be treated unfairly.
      ahead.clear();
      return;
    }
    ahead.put(key.name, key.time);
    var oldest = ahead.firstEntry();
    if (oldest != null && (oldest.getValue() <= time || ahead.size() > MAX_AHEAD)) {
      ahead.pollFirstEntry();
    }
  }

  /// Since when the task waits that waits for longest among the first of their keys.
  long oldestMillis() {
    long oldest = Long.MAX_VALUE;
    int looks = 0;
    for (var key : order) {
      long scheduled = key.tasks.getFirst().scheduledMillis();
      if (scheduled > 0) {
        oldest = Math.min(oldest, scheduled);
      }
      if (++looks == 100) {
        break;
      }
    }
    return oldest;
  }

  Iterable<Task> tasks() {
    return () -> order.stream().flatMap(key -> key.tasks.stream()).iterator();
  }
}
