package dev.perdure.server.entity;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.EntityState;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.clock.InFlight;
import java.util.HashSet;
import java.util.Set;

/// The entities of one lane that have something under way, for a server whose time can skip. They
/// stay in here when they leave memory.
///
/// An entity of which nobody knows, because it is being read or a turn of it failed, counts as one.
final class Busy {
  private final InFlight inFlight;
  private final EngineClock clock;
  private final boolean counted;
  private final Set<EntityKey> keys = new HashSet<>();

  Busy(InFlight inFlight, EngineClock clock) {
    this.inFlight = inFlight;
    this.clock = clock;
    this.counted = inFlight.isCounted();
  }

  void turnBegins() {
    if (counted) {
      inFlight.turnBegins();
    }
  }

  void turnEnds(EntityState state) {
    if (counted) {
      inFlight.turnEnds(put(state.key(), state.inFlight(clock.instant())));
    }
  }

  void turnFailed(EntityKey key) {
    if (counted) {
      inFlight.turnEnds(put(key, true));
    }
  }

  void loadBegins(EntityKey key) {
    if (counted) {
      inFlight.add(put(key, true));
    }
  }

  void clear() {
    if (counted) {
      inFlight.add(-keys.size());
      keys.clear();
    }
  }

  /// @return how many more there are than before
  private int put(EntityKey key, boolean isBusy) {
    if (isBusy) {
      return keys.add(key) ? 1 : 0;
    }
    return keys.remove(key) ? -1 : 0;
  }
}
