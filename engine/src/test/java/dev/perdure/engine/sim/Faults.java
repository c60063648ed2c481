package dev.perdure.engine.sim;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What goes wrong and how often, by one seed. It can be switched off, and counts what it did.
final class Faults {
  /// The kinds of fault.
  enum Kind {
    LOST_REQUEST,
    LOST_REPLY,
    DUPLICATE_REQUEST,
    CRASH,
    FAILED_WRITE,
    SILENT_WORKER,
    FORGETFUL_WORKER,
    FAILED_TASK,
    BAD_COMMAND,
    FAILED_ACTIVITY,
    LATE_ANSWER,
    LATE_MESSAGE,
    DUPLICATE_MESSAGE,
    FAILED_CALLBACK
  }

  private final RandomGenerator random;
  private final Map<Kind, Double> probabilities = new EnumMap<>(Kind.class);
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private boolean isOver;

  Faults(RandomGenerator random) {
    this.random = random;
    for (var kind : Kind.values()) {
      // Some worlds are calm in one way and wild in another.
      probabilities.put(kind, random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.15);
      counts.put(kind, 0);
    }
  }

  boolean strikes(Kind kind) {
    boolean strikes = !isOver && random.nextDouble() < probabilities.getOrDefault(kind, 0.0);
    if (strikes) {
      counts.merge(kind, 1, Integer::sum);
    }
    return strikes;
  }

  void end() {
    isOver = true;
  }

  boolean isOver() {
    return isOver;
  }

  Duration delay(int maxMillis) {
    return Duration.ofMillis(random.nextInt(1, maxMillis + 1));
  }

  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
