package dev.perdure.server.entity;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.EntityState;
import dev.perdure.server.timer.Timers.Alarm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entity in memory. Only turns of its lane touch it.
final class Entity {
  final EntityKey key;
  final Alarm alarm;

  /// Null while it is being loaded.
  @Nullable EntityState state;

  /// The journal position of its last record; replies and reads wait for it.
  long lsn;

  /// About how many bytes of heap it takes.
  long weight;

  /// Turns that wait for it to be loaded.
  final ArrayDeque<Turn> parked = new ArrayDeque<>(2);

  /// Looks that wait for a change.
  final List<Look> looks = new ArrayList<>(2);

  Entity(EntityKey key, Alarm alarm) {
    this.key = key;
    this.alarm = alarm;
  }
}
