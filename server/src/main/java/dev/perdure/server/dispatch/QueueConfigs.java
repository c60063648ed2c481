package dev.perdure.server.dispatch;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.matching.QueueConfig;
import dev.perdure.server.matching.QueueKey;
import dev.perdure.server.store.QueueSettings;
import io.temporal.api.taskqueue.v1.RateLimitConfig;
import io.temporal.api.taskqueue.v1.TaskQueueConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What operators have set for task queues: kept on disk, and obeyed from the moment that it is.
public final class QueueConfigs {
  private final ConcurrentHashMap<QueueKey, TaskQueueConfig> configs = new ConcurrentHashMap<>();

  /// What is on its way to the disk: the next change builds upon it.
  private final Map<QueueKey, TaskQueueConfig> wished = new HashMap<>();

  private final Matching matching;
  private final Function<QueueSettings, CompletableFuture<Void>> store;
  private final Executor executor;

  /// @param store keeps settings on disk
  /// @param executor makes them count once they are there
  public QueueConfigs(
      Matching matching,
      Function<QueueSettings, CompletableFuture<Void>> store,
      Executor executor) {
    this.matching = matching;
    this.store = store;
    this.executor = executor;
  }

  /// Takes over what the file has.
  public void load(List<QueueSettings> all) {
    for (var settings : all) {
      var type = QueueKey.Type.of(settings.type());
      if (type != null) {
        try {
          obey(
              new QueueKey(settings.namespace(), settings.name(), type),
              TaskQueueConfig.parseFrom(settings.config()));
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException("The settings of queue " + settings.name(), e);
        }
      }
    }
  }

  public TaskQueueConfig get(QueueKey key) {
    return configs.getOrDefault(key, TaskQueueConfig.getDefaultInstance());
  }

  /// Changes the settings of a queue. Two changes at a time follow each other.
  ///
  /// @param change makes the new settings of the old ones
  /// @return the new ones, when they are on disk
  public synchronized CompletableFuture<TaskQueueConfig> update(
      QueueKey key, UnaryOperator<TaskQueueConfig> change) {
    var changed = change.apply(wished.getOrDefault(key, get(key)));
    wished.put(key, changed);
    return store
        .apply(
            new QueueSettings(
                key.namespace(), key.type().number(), key.name(), changed.toByteString()))
        // Not on the journal's thread: whoever waits for a limit to change goes on at once.
        .handleAsync(
            (_, failure) -> {
              settled(key, changed, failure == null);
              if (failure != null) {
                throw new CompletionException(failure);
              }
              return changed;
            },
            executor);
  }

  private synchronized void settled(QueueKey key, TaskQueueConfig changed, boolean isStored) {
    boolean isLast = wished.remove(key, changed);
    // An earlier change that settles late must not undo a later one.
    if (isStored && (isLast || !wished.containsKey(key))) {
      obey(key, changed);
    }
  }

  private void obey(QueueKey key, TaskQueueConfig config) {
    configs.put(key, config);
    matching.configure(
        key,
        new QueueConfig(
            rate(config.hasQueueRateLimit(), config.getQueueRateLimit()),
            rate(
                config.hasFairnessKeysRateLimitDefault(), config.getFairnessKeysRateLimitDefault()),
            config.getFairnessWeightOverridesMap()));
  }

  private static @Nullable Double rate(boolean isSet, RateLimitConfig config) {
    return isSet && config.hasRateLimit()
        ? (double) config.getRateLimit().getRequestsPerSecond()
        : null;
  }
}
