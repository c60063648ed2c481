package dev.perdure.server.callback;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A few turns at a time for each address: one that does not answer holds up nobody but those who
/// want to be told there, and what waits takes no more memory than its name.
final class Turns {
  private static final int MOST_AT_ONCE = 8;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Line> lines = new HashMap<>();

  private static final class Line {
    final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    int taken;
  }

  /// Begins something now, or when its turn comes.
  void take(String address, Runnable begin) {
    lock.lock();
    try {
      var line = lines.computeIfAbsent(address, _ -> new Line());
      if (line.taken >= MOST_AT_ONCE) {
        line.waiting.add(begin);
        return;
      }
      line.taken++;
    } finally {
      lock.unlock();
    }
    begin.run();
  }

  /// Something that [#take] began is over.
  void over(String address) {
    @Nullable Runnable next = null;
    lock.lock();
    try {
      var line = lines.get(address);
      if (line != null) {
        next = line.waiting.poll();
        if (next == null && --line.taken == 0) {
          lines.remove(address);
        }
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.run();
    }
  }
}
