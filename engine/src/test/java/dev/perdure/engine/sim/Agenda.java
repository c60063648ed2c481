package dev.perdure.engine.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/// The only source of order and time: actions by when they are due, then as they came.
final class Agenda {
  private record Action(Instant due, long order, Runnable body) implements Comparable<Action> {
    @Override
    public int compareTo(Action other) {
      int byDue = due.compareTo(other.due);
      return byDue != 0 ? byDue : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Action> actions = new PriorityQueue<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long order;

  Instant now() {
    return now;
  }

  void after(Duration delay, Runnable body) {
    at(now.plus(delay), body);
  }

  void at(Instant due, Runnable body) {
    actions.add(new Action(due.isBefore(now) ? now : due, order++, body));
  }

  boolean isEmpty() {
    return actions.isEmpty();
  }

  void step() {
    var action = actions.remove();
    now = action.due();
    action.body().run();
  }
}
