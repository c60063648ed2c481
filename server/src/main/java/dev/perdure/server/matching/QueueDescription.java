package dev.perdure.server.matching;

import java.util.List;

/// What can be said of a queue at one moment.
///
/// @param pollers who polled it lately, the last that was heard of first
/// @param priorities what waits, for priority 1 first
/// @param addedPerSecond tasks that came, over the last half minute
/// @param dispatchedPerSecond tasks that went
/// @param limit the rate limit that holds
public record QueueDescription(
    List<PollerHistory.Known> pollers,
    List<Waiting> priorities,
    float addedPerSecond,
    float dispatchedPerSecond,
    QueueLimits.Effective limit) {
  /// The tasks of one priority.
  ///
  /// @param oldestMillis since when the oldest waits, in milliseconds of the epoch;
  ///   `Long.MAX_VALUE` if there is none
  public record Waiting(int count, long oldestMillis) {}

  /// A queue that nobody has used.
  static QueueDescription unused(QueueConfig config) {
    var queue = new TaskQueue(System.nanoTime());
    queue.configure(config, System.nanoTime());
    return queue.describe(System.nanoTime());
  }
}
