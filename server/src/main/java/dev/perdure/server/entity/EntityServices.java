package dev.perdure.server.entity;

import dev.perdure.engine.Engine;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.clock.InFlight;
import dev.perdure.server.timer.Timers;
import java.util.function.Consumer;

/// What the turns of all lanes share.
///
/// @param wakeUp called, outside of any lane, for an entity that is due
/// @param maxEntities how many entities a lane keeps in memory, if it can let go of others
/// @param maxWeight about how many bytes of heap they may take
record EntityServices(
    Engine engine,
    EntityStore store,
    EngineClock clock,
    InFlight inFlight,
    Timers timers,
    EffectSink effects,
    Consumer<EntityKey> wakeUp,
    int maxEntities,
    long maxWeight) {

  void wake(EntityKey key) {
    wakeUp.accept(key);
  }
}
