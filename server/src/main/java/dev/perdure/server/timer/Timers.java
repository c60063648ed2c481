package dev.perdure.server.timer;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Wakes entities when they are due.
///
/// An entity has one [Alarm], armed at the earliest moment at which anything of it is due. Being
/// woken too early is harmless (it looks, and arms again), so a later due time does not move the
/// alarm: only an earlier one does. That makes a turn that only pushes a timeout ahead free.
public final class Timers implements AutoCloseable {
  private static final int DEAD_KEPT = 1_000;

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition earlier = lock.newCondition();
  private final PriorityQueue<Entry> entries = new PriorityQueue<>(comparing(Entry::due));
  private final Thread thread;
  private boolean closed;

  /// Entries that are not dead.
  private int live;

  /// One entity's alarm.
  public static final class Alarm {
    private final Runnable wake;
    private volatile @Nullable Entry armed;

    public Alarm(Runnable wake) {
      this.wake = wake;
    }
  }

  /// A place in the queue; it is dead when its alarm has another one.
  private static final class Entry {
    final Instant due;
    final Alarm alarm;

    Entry(Instant due, Alarm alarm) {
      this.due = due;
      this.alarm = alarm;
    }

    Instant due() {
      return due;
    }
  }

  /// @param clock engine time
  /// @param failed told when a wake-up threw; the other alarms go on
  public Timers(InstantSource clock, Consumer<RuntimeException> failed) {
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("perdure-timers").unstarted(() -> run(failed));
    this.thread.start();
  }

  /// Makes sure that `alarm` goes off at `due` or before.
  public void arm(Alarm alarm, Instant due) {
    if (goesOffBy(alarm, due)) {
      // Should it go off right now, its wake-up is still to come, and arms it again.
      return;
    }
    lock.lock();
    try {
      if (goesOffBy(alarm, due)) {
        return;
      }
      live += alarm.armed == null ? 1 : 0;
      var entry = new Entry(due, alarm);
      alarm.armed = entry;
      entries.add(entry);
      if (entries.peek() == entry) {
        earlier.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean goesOffBy(Alarm alarm, Instant due) {
    var armed = alarm.armed;
    return armed != null && !due.isBefore(armed.due());
  }

  /// Forgets an alarm.
  public void disarm(Alarm alarm) {
    if (alarm.armed == null) {
      return;
    }
    lock.lock();
    try {
      if (alarm.armed != null) {
        alarm.armed = null;
        live--;
        dropDead();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Entries of alarms that were disarmed or moved are left where they are until they outnumber the
  /// others: taking one out of the middle of a heap costs a walk through all of it.
  private void dropDead() {
    if (entries.size() > 2 * live + DEAD_KEPT) {
      entries.removeIf(entry -> entry.alarm.armed != entry);
    }
  }

  /// Engine time was made to skip: what is due may be due now.
  public void timeSkipped() {
    lock.lock();
    try {
      earlier.signal();
    } finally {
      lock.unlock();
    }
  }

  /// How many entries are in memory, dead ones included.
  public int size() {
    lock.lock();
    try {
      return entries.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      earlier.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run(Consumer<RuntimeException> failed) {
    for (var alarm = next(); alarm != null; alarm = next()) {
      try {
        alarm.wake.run();
      } catch (RuntimeException e) {
        failed.accept(e);
      }
    }
  }

  /// Waits for the next alarm that is due; null when the timers are closed.
  private @Nullable Alarm next() {
    lock.lock();
    try {
      while (!closed) {
        var first = entries.peek();
        if (first == null) {
          earlier.await();
          continue;
        }
        var wait = Duration.between(clock.instant(), first.due());
        if (wait.isPositive()) {
          // A wall clock that was stepped forward is noticed within a second.
          earlier.awaitNanos(Math.min(wait.toNanos(), 1_000_000_000L));
          continue;
        }
        entries.poll();
        if (first.alarm.armed == first) {
          first.alarm.armed = null;
          live--;
          return first.alarm;
        }
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }
}
