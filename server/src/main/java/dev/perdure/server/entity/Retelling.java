package dev.perdure.server.entity;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// The messages to entities of one lane that could not be delivered, until they are tried again.
/// There are no more of them than entities have unanswered ones, which is bounded.
///
/// Everything here runs in the lane.
final class Retelling {
  /// A message that fails each time must not keep the lane busy.
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private static final int DOUBLINGS_MAX = 10;

  private final EntityServices services;
  private final Set<TellTurn> waiting = new HashSet<>();

  Retelling(EntityServices services) {
    this.services = services;
  }

  /// Has it told again after a pause that grows from failure to failure.
  void later(TellTurn turn) {
    waiting.add(turn);
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(turn.failures++, DOUBLINGS_MAX));
    services.timers().arm(turn.alarm, services.clock().instant().plus(pause));
  }

  /// It is being told again.
  void begun(TellTurn turn) {
    waiting.remove(turn);
  }

  void clear() {
    waiting.forEach(turn -> services.timers().disarm(turn.alarm));
    waiting.clear();
  }
}
