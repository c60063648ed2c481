package dev.perdure.server.matching;

/// Work that waits in a task queue for a poller.
///
/// It is only a hint: the entity that it belongs to decides when a poller claims it, so a task that
/// is stale or offered twice does no harm.
@FunctionalInterface
public interface Task {
  /// Claims this task for `poller`, which has just left its queue. Called without any lock held.
  ///
  /// Ends in exactly one of: the poller is answered, [Matching#poll] with the poller again (the
  /// task was stale), or [Matching#offer] with the task again (the poller was gone).
  void claim(Poller poller);

  /// How urgent it is.
  default Rank rank() {
    return Rank.DEFAULT;
  }

  /// Since when it waits, in milliseconds of the epoch; 0 when that does not matter.
  default long scheduledMillis() {
    return 0;
  }

  /// The same task in a form that takes little memory and is equal to that of any other offer of
  /// it: there may be a million of them in a queue that nobody polls.
  default Task packed() {
    return this;
  }
}
