package dev.perdure.server.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The tasks of a queue that wait for a poller: those of priority 1 first, then those of 2, and so
/// on; see [FairLevel] for the order within a priority. What is added twice is in it once.
///
/// Guarded by the queue's lock.
final class Backlog {
  private final @Nullable FairLevel[] levels = new FairLevel[Rank.LAST_PRIORITY];
  private int size;

  void add(Task task, boolean first) {
    int index = task.rank().priority() - 1;
    var level = levels[index];
    if (level == null) {
      level = new FairLevel();
      levels[index] = level;
    }
    if (level.add(task, first)) {
      size++;
    }
  }

  /// Takes the task that is next.
  ///
  /// @param isAllowed which fairness keys may have a turn now
  /// @param weight what a task's turn counts for its key
  /// @return null if there is none
  @Nullable Task take(Predicate<String> isAllowed, ToDoubleFunction<Task> weight) {
    for (var level : levels) {
      if (level != null && level.size() > 0) {
        var key = level.next(isAllowed);
        if (key != null) {
          size--;
          return level.take(key, weight);
        }
      }
    }
    return null;
  }

  /// Takes out a task, also if its priority has changed since it was added.
  boolean remove(Task task) {
    for (var level : levels) {
      if (level != null && level.remove(task)) {
        size--;
        return true;
      }
    }
    return false;
  }

  /// Takes out all of them.
  List<Task> drain() {
    var tasks = new ArrayList<Task>(size);
    for (int i = 0; i < levels.length; i++) {
      var level = levels[i];
      if (level != null) {
        level.tasks().forEach(tasks::add);
        levels[i] = null;
      }
    }
    size = 0;
    return tasks;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  int size(int priority) {
    var level = levels[priority - 1];
    return level == null ? 0 : level.size();
  }

  /// Since when the oldest task waits, in milliseconds of the epoch; `Long.MAX_VALUE` if there is
  /// none that says so.
  long oldestMillis() {
    long oldest = Long.MAX_VALUE;
    for (int priority = 1; priority <= levels.length; priority++) {
      oldest = Math.min(oldest, oldestMillis(priority));
    }
    return oldest;
  }

  long oldestMillis(int priority) {
    var level = levels[priority - 1];
    return level == null ? Long.MAX_VALUE : level.oldestMillis();
  }
}
