package dev.perdure.server.matching;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an operator has set for a queue; null where nothing is.
///
/// @param tasksPerSecond for the whole queue; 0 holds back everything
/// @param tasksPerSecondOfKey for a fairness key of weight 1
/// @param weights of fairness keys, in place of what tasks say
public record QueueConfig(
    @Nullable Double tasksPerSecond,
    @Nullable Double tasksPerSecondOfKey,
    Map<String, Float> weights) {
  /// Nothing is set.
  public static final QueueConfig NONE = new QueueConfig(null, null, Map.of());

  public QueueConfig {
    weights = Map.copyOf(weights);
  }
}
