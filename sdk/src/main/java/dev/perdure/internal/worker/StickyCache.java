package dev.perdure.internal.worker;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The workflow runs that a worker keeps between their tasks, so that a task brings only the new
/// events. It holds a bounded number, and lets go of the run that was not used for the longest
/// time. A run is used by one thread at a time.
final class StickyCache<R> {
  private final int capacity;
  private final Consumer<R> close;
  private final LinkedHashMap<String, Entry<R>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  /// @param capacity how many runs to keep; 0 for none
  /// @param close ends a run that leaves the cache
  StickyCache(int capacity, Consumer<R> close) {
    this.capacity = capacity;
    this.close = close;
  }

  /// The place of one run. It belongs to the thread that [acquired][#acquire] it until it is
  /// [released][#release].
  static final class Entry<R> {
    private final String runId;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable R run;
    private boolean removed;

    private Entry(String runId) {
      this.runId = runId;
    }

    /// The run; null when it is not cached.
    @Nullable R run() {
      return run;
    }

    /// Puts a run here.
    void put(R run) {
      this.run = run;
    }
  }

  /// The place of a run, for this thread alone. Waits while another thread has it.
  @SuppressWarnings("LockNotBeforeTry") // the lock outlives the call, until the release
  Entry<R> acquire(String runId) {
    while (true) {
      Entry<R> entry;
      synchronized (entries) {
        entry = entries.computeIfAbsent(runId, Entry::new);
      }
      entry.lock.lock();
      if (!entry.removed) {
        return entry;
      }
      entry.lock.unlock();
    }
  }

  /// Gives a place back. Without a run in it, it is removed; else another run may have to go.
  void release(Entry<R> entry) {
    List<Entry<R>> leaving = List.of();
    synchronized (entries) {
      if (entry.run == null || capacity == 0 || closed) {
        entry.removed = true;
        entries.remove(entry.runId);
      } else {
        leaving = excess(entries.size() - capacity);
      }
    }
    if (entry.removed) {
      evict(entry);
    }
    entry.lock.unlock();
    close(leaving);
  }

  /// Ends the run in a place that this thread has; it is built anew from its history when needed.
  void evict(Entry<R> entry) {
    R run = entry.run;
    if (run != null) {
      entry.run = null;
      close.accept(run);
    }
  }

  /// Ends all runs, those in use when they are released.
  void clear() {
    List<Entry<R>> leaving;
    synchronized (entries) {
      closed = true;
      leaving = excess(entries.size());
    }
    close(leaving);
  }

  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }

  /// Takes out a number of runs, oldest first, and returns them locked. Runs in use stay, and with
  /// them the excess until they come back: it is no more than the tasks in hand.
  private List<Entry<R>> excess(int number) {
    if (number <= 0) {
      return List.of();
    }
    List<Entry<R>> result = new ArrayList<>(number);
    Iterator<Entry<R>> oldestFirst = entries.values().iterator();
    while (oldestFirst.hasNext() && result.size() < number) {
      Entry<R> entry = oldestFirst.next();
      if (!entry.lock.isHeldByCurrentThread() && entry.lock.tryLock()) {
        entry.removed = true;
        oldestFirst.remove();
        result.add(entry);
      }
    }
    return result;
  }

  private void close(List<Entry<R>> locked) {
    for (Entry<R> entry : locked) {
      evict(entry);
      entry.lock.unlock();
    }
  }
}
