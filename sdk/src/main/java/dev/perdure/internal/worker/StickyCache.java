package dev.perdure.internal.worker;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The workflow runs that workers keep between their tasks, so that a task brings only the new
/// events. It holds a bounded number, and lets go of the run that was not used for the longest
/// time. A run is used by one thread at a time.
///
/// Each worker has a [Share]: the bound is one for all, the runs are each worker's own.
final class StickyCache<R> {
  private static final Logger log = LoggerFactory.getLogger(StickyCache.class);

  private final int capacity;
  private final Consumer<R> close;
  private final LinkedHashMap<Key, Entry<R>> entries = new LinkedHashMap<>(16, 0.75f, true);

  /// @param capacity how many runs to keep; 0 for none
  /// @param close ends a run that leaves the cache
  StickyCache(int capacity, Consumer<R> close) {
    this.capacity = capacity;
    this.close = close;
  }

  private record Key(Object share, String runId) {}

  /// The place of one run. It belongs to the thread that [acquired][Share#acquire] it until it is
  /// [released][Share#release].
  static final class Entry<R> {
    private final Key key;
    private final StickyCache<R>.Share share;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable R run;
    private boolean removed;

    private Entry(Key key, StickyCache<R>.Share share) {
      this.key = key;
      this.share = share;
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

  /// How many runs it keeps at most.
  int capacity() {
    return capacity;
  }

  /// How many runs it keeps now.
  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }

  /// The part of one more worker.
  Share share() {
    return new Share();
  }

  /// The runs of one worker.
  final class Share {
    private boolean closed;
    private int size;

    private Share() {}

    /// The place of a run, for this thread alone. Waits while another thread has it.
    @SuppressWarnings("LockNotBeforeTry") // the lock outlives the call, until the release
    Entry<R> acquire(String runId) {
      var key = new Key(this, runId);
      while (true) {
        Entry<R> entry;
        synchronized (entries) {
          entry = entries.computeIfAbsent(key, this::newEntry);
        }
        entry.lock.lock();
        if (!entry.removed) {
          return entry;
        }
        entry.lock.unlock();
      }
    }

    private Entry<R> newEntry(Key key) {
      size++;
      return new Entry<>(key, this);
    }

    /// Gives a place back. Without a run in it, it is removed; else another run may have to go.
    void release(Entry<R> entry) {
      List<Entry<R>> leaving = List.of();
      synchronized (entries) {
        if (entry.run == null || capacity == 0 || closed) {
          entry.removed = true;
          entries.remove(entry.key);
          size--;
        } else {
          leaving = take(entries.size() - capacity, _ -> true);
        }
      }
      try {
        if (entry.removed) {
          evict(entry);
        }
      } finally {
        entry.lock.unlock();
        close(leaving);
      }
    }

    /// Ends the run in a place that this thread has; it is built anew from its history when needed.
    void evict(Entry<R> entry) {
      end(entry);
    }

    /// Ends all runs of this worker, those in use when they are released.
    void clear() {
      List<Entry<R>> leaving;
      synchronized (entries) {
        closed = true;
        leaving = take(entries.size(), entry -> entry.share == this);
      }
      close(leaving);
    }

    /// How many runs of this worker are kept now.
    int size() {
      synchronized (entries) {
        return size;
      }
    }
  }

  private void end(Entry<R> entry) {
    R run = entry.run;
    if (run != null) {
      entry.run = null;
      try {
        close.accept(run);
      } catch (RuntimeException | Error e) { // it is out of the cache, and the others go on
        log.error("The run {} leaves memory, and could not be closed.", entry.key.runId, e);
      }
    }
  }

  /// Takes out a number of runs, oldest first, and returns them locked. Runs in use stay, and with
  /// them the excess until they come back: it is no more than the tasks in hand.
  private List<Entry<R>> take(int number, Predicate<Entry<R>> which) {
    if (number <= 0) {
      return List.of();
    }
    List<Entry<R>> result = new ArrayList<>(number);
    Iterator<Entry<R>> oldestFirst = entries.values().iterator();
    while (oldestFirst.hasNext() && result.size() < number) {
      Entry<R> entry = oldestFirst.next();
      if (which.test(entry) && !entry.lock.isHeldByCurrentThread() && entry.lock.tryLock()) {
        entry.removed = true;
        oldestFirst.remove();
        entry.share.size--;
        result.add(entry);
      }
    }
    return result;
  }

  private void close(List<Entry<R>> locked) {
    for (Entry<R> entry : locked) {
      try {
        end(entry);
      } finally {
        entry.lock.unlock();
      }
    }
  }
}
