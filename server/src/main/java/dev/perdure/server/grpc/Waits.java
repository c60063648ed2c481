package dev.perdure.server.grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The calls of clients that wait for something to happen, so that a server that stops can end
/// their waits instead of cutting them off.
final class Waits {
  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /// A call that waits.
  @FunctionalInterface
  interface Wait {
    /// Answers the call with what there is.
    void end();
  }

  /// Adds a wait; one that comes when all have been ended is ended at once. May end it twice.
  void add(Wait wait) {
    waits.add(wait);
    if (ended) {
      wait.end();
    }
  }

  void remove(Wait wait) {
    waits.remove(wait);
  }

  void endAll() {
    ended = true;
    waits.forEach(Wait::end);
  }
}
