package dev.perdure.server.entity;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.timer.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// The reads that bring the entities of one lane into memory: a bounded number at a time, so that
/// thousands that are due at once wait here and are not refused by the store; and once more after a
/// while when one failed.
///
/// What an entity that could not be read has to do (a timer, a task that it offered) is known to
/// nobody else, so it is read until that succeeds.
///
/// Everything here runs in the lane.
final class Loads {
  static final int IN_FLIGHT_MAX = 64;

  /// A read or turn that fails each time must not keep the lane busy.
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private static final int DOUBLINGS_MAX = 6;

  private final EntityServices services;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final Map<EntityKey, Retry> retries = new HashMap<>();
  private int inFlight;

  private static final class Retry {
    final Timers.Alarm alarm;
    int failures;

    Retry(Timers.Alarm alarm) {
      this.alarm = alarm;
    }
  }

  Loads(EntityServices services) {
    this.services = services;
  }

  /// Begins a read, now or when one before it has ended.
  void begin(Runnable load) {
    if (inFlight < IN_FLIGHT_MAX) {
      inFlight++;
      load.run();
    } else {
      waiting.add(load);
    }
  }

  /// A read that was begun has ended, well or not.
  void ended() {
    var next = waiting.poll();
    if (next == null) {
      inFlight--;
    } else {
      next.run();
    }
  }

  /// Wakes an entity, and so reads it, after a pause that grows from failure to failure.
  void again(EntityKey key) {
    var retry =
        retries.computeIfAbsent(key, _ -> new Retry(new Timers.Alarm(() -> services.wake(key))));
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(retry.failures++, DOUBLINGS_MAX));
    services.timers().arm(retry.alarm, services.clock().instant().plus(pause));
  }

  /// The entity is in memory, and has its own alarm.
  void succeeded(EntityKey key) {
    var retry = retries.remove(key);
    if (retry != null) {
      services.timers().disarm(retry.alarm);
    }
  }

  /// Forgets everything; reads that were begun do not end any more.
  void clear() {
    waiting.clear();
    inFlight = 0;
    retries.values().forEach(retry -> services.timers().disarm(retry.alarm));
    retries.clear();
  }
}
