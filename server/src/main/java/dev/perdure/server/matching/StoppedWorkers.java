package dev.perdure.server.matching;

import java.util.LinkedHashMap;
import java.util.Map;

/// The workers that have said last that they stop. A poll of theirs that was on its way then would
/// take a task that nobody works on. Thread-safe.
final class StoppedWorkers {
  private static final int MAX = 10_000;

  private final Map<Key, Boolean> last =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
          return size() > MAX;
        }
      };

  private record Key(String namespace, String workerInstanceKey) {}

  synchronized void add(String namespace, String workerInstanceKey) {
    last.put(new Key(namespace, workerInstanceKey), true);
  }

  /// Whether the worker behind a poll has stopped.
  synchronized boolean have(Poller poller) {
    return !poller.workerInstanceKey().isEmpty()
        && last.containsKey(new Key(poller.queue().namespace(), poller.workerInstanceKey()));
  }
}
