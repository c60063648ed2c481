package dev.perdure.server.matching;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// How fast a queue hands out its tasks: as fast as it can, unless an operator has set a limit, or
/// else a worker. There may also be a limit for each fairness key.
///
/// Guarded by the queue's lock.
public final class QueueLimits {
  /// What is reported where nobody has set a limit.
  static final double NO_LIMIT = 100_000;

  /// How many fairness keys are watched at a time.
  private static final int MAX_KEYS = 1000;

  private QueueConfig config = QueueConfig.NONE;
  private @Nullable Double workerRate;
  private @Nullable TokenBucket rate;
  private final LinkedHashMap<String, TokenBucket> keys = new LinkedHashMap<>(0, 0.75f, true);

  /// An operator's limits, and those alone if there is one for the whole queue.
  void configure(QueueConfig changed, long nowNanos) {
    config = changed;
    keys.clear();
    apply(nowNanos);
  }

  /// A worker's limit. The last one that was named holds.
  void worker(double tasksPerSecond, long nowNanos) {
    if (workerRate == null || workerRate != tasksPerSecond) {
      workerRate = tasksPerSecond;
      apply(nowNanos);
    }
  }

  private void apply(long nowNanos) {
    var effective = config.tasksPerSecond() != null ? config.tasksPerSecond() : workerRate;
    if (effective == null) {
      rate = null;
    } else if (rate == null || rate.perSecond() != effective) {
      rate = new TokenBucket(effective, nowNanos);
    }
  }

  /// When a task may go.
  ///
  /// @return 0 when one may now, else the nanoseconds until one may; `Long.MAX_VALUE` if none ever
  ///   may
  long waitNanos(long nowNanos) {
    return rate == null ? 0 : rate.waitNanos(nowNanos);
  }

  /// The same for the tasks of one fairness key.
  long waitNanos(String fairnessKey, long nowNanos) {
    var bucket = keys.get(fairnessKey);
    return bucket == null ? 0 : bucket.waitNanos(nowNanos);
  }

  /// Whether fairness keys have limits of their own.
  boolean hasKeyLimits() {
    return config.tasksPerSecondOfKey() != null;
  }

  /// A task goes.
  void count(Rank rank, long nowNanos) {
    if (rate != null) {
      rate.count(nowNanos);
    }
    var perKey = config.tasksPerSecondOfKey();
    if (perKey != null) {
      keys.computeIfAbsent(
              rank.fairnessKey(), _ -> new TokenBucket(perKey * weight(rank), nowNanos))
          .count(nowNanos);
      if (keys.size() > MAX_KEYS) {
        keys.pollFirstEntry();
      }
    }
  }

  /// What a turn of a task's key counts.
  float weight(Rank rank) {
    Float override = config.weights().get(rank.fairnessKey());
    return override == null ? rank.weight() : Rank.clamped(override);
  }

  Effective effective() {
    if (config.tasksPerSecond() != null) {
      return new Effective(config.tasksPerSecond(), Source.OPERATOR);
    }
    return workerRate != null
        ? new Effective(workerRate, Source.WORKER)
        : new Effective(NO_LIMIT, Source.NOBODY);
  }

  /// Who set the limit that holds.
  public enum Source {
    OPERATOR,
    WORKER,
    NOBODY
  }

  /// The limit of the whole queue that holds.
  public record Effective(double tasksPerSecond, Source source) {}
}
