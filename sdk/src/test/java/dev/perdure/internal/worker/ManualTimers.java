package dev.perdure.internal.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Time that stands still until a test moves it.
final class ManualTimers implements WorkerTimers {
  private record Due(long at, Runnable action) {}

  private final List<Due> alarms = new ArrayList<>();
  private long now;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized Alarm after(Duration delay, Runnable action) {
    var due = new Due(now + delay.toNanos(), action);
    alarms.add(due);
    return () -> cancel(due);
  }

  private synchronized void cancel(Due due) {
    alarms.remove(due);
  }

  synchronized int alarms() {
    return alarms.size();
  }

  /// Moves the time, and rings what is due, in order.
  void advance(Duration duration) {
    long end = nanoTime() + duration.toNanos();
    while (true) {
      Due next;
      synchronized (this) {
        next =
            alarms.stream()
                .filter(due -> due.at <= end)
                .min(Comparator.comparingLong(Due::at))
                .orElse(null);
        if (next == null) {
          now = end;
          return;
        }
        alarms.remove(next);
        now = Math.max(now, next.at);
      }
      next.action.run();
    }
  }
}
