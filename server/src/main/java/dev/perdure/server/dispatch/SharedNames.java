package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.Effect.QueueName;
import java.util.concurrent.ConcurrentHashMap;

/// One copy of each name that many offers share.
final class SharedNames {
  private static final int MAX = 10_000;

  private final ConcurrentHashMap<String, String> texts = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<QueueName, QueueName> queues = new ConcurrentHashMap<>();

  String text(String text) {
    return shared(texts, text);
  }

  QueueName queue(QueueName queue) {
    return shared(queues, queue);
  }

  /// Starts anew when there are too many: those that are in use stay in use.
  private static <T> T shared(ConcurrentHashMap<T, T> all, T one) {
    var known = all.get(one);
    if (known != null) {
      return known;
    }
    if (all.size() >= MAX) {
      all.clear();
    }
    var other = all.putIfAbsent(one, one);
    return other == null ? one : other;
  }
}
