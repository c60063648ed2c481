package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.TaskPriority;
import dev.perdure.server.matching.Rank;

/// The priorities of tasks as queues understand them.
final class Ranks {
  private Ranks() {}

  static Rank of(TaskPriority priority) {
    return priority.equals(TaskPriority.DEFAULT)
        ? Rank.DEFAULT
        : Rank.of(priority.key(), priority.fairnessKey(), priority.fairnessWeight());
  }

  /// The other way round: what a rank came from, but for the default values.
  static TaskPriority priority(Rank rank) {
    return rank.equals(Rank.DEFAULT)
        ? TaskPriority.DEFAULT
        : new TaskPriority(rank.priority(), rank.fairnessKey(), rank.weight());
  }
}
