package dev.perdure.server.entity;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.EntityState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A store whose disk is moved by hand.
final class MemoryEntityStore implements EntityStore {
  private final Map<EntityKey, List<JournalRecord>> records = new HashMap<>();
  private final TreeMap<Long, List<Runnable[]>> waiting = new TreeMap<>();
  private final Queue<Load> loads = new ConcurrentLinkedQueue<>();
  private long lastLsn;
  private long durableLsn;
  private boolean writesAtOnce = true;
  private @Nullable Error appendError;

  private record Load(EntityKey key, Consumer<Loaded> loaded, Consumer<Throwable> failed) {}

  /// From now on nothing is durable before [#write] is called.
  void holdWrites() {
    writesAtOnce = false;
  }

  void write() {
    durableLsn = lastLsn;
    release(0);
  }

  void loseWrites() {
    release(1);
  }

  private void release(int outcome) {
    while (!waiting.isEmpty()) {
      waiting.pollFirstEntry().getValue().forEach(actions -> actions[outcome].run());
    }
  }

  /// Finishes the loads that were begun, and those that are begun by that.
  ///
  /// @return how many there were
  int finishLoads() {
    int count = 0;
    for (var load = loads.poll(); load != null; load = loads.poll()) {
      var state = EntityState.empty(load.key);
      records.getOrDefault(load.key, List.of()).forEach(state::apply);
      load.loaded.accept(new Loaded(state, 1_000, lastLsn));
      count++;
    }
    return count;
  }

  /// Fails the loads that were begun.
  void failLoads() {
    for (var load = loads.poll(); load != null; load = loads.poll()) {
      load.failed.accept(new IllegalStateException("The disk does not answer"));
    }
  }

  /// How many loads were begun and have not ended.
  int loads() {
    return loads.size();
  }

  /// What [#append] throws from now on; null for nothing.
  void failAppends(@Nullable Error error) {
    appendError = error;
  }

  /// The ids of the events that were appended, in that order.
  List<Long> eventIds(EntityKey key) {
    return records.getOrDefault(key, List.of()).stream()
        .filter(Event.class::isInstance)
        .map(record -> ((Event) record).event().getEventId())
        .toList();
  }

  @Override
  public long append(EntityKey key, EntityState state, List<JournalRecord> appended) {
    if (appendError != null) {
      throw appendError;
    }
    records.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(appended);
    lastLsn++;
    if (writesAtOnce) {
      durableLsn = lastLsn;
    }
    return lastLsn;
  }

  @Override
  public void begin() {}

  @Override
  public boolean isNew(EntityKey key) {
    return !records.containsKey(key);
  }

  @Override
  public void load(EntityKey key, Consumer<Loaded> loaded, Consumer<Throwable> failed) {
    loads.add(new Load(key, loaded, failed));
  }

  @Override
  public boolean isDurable(long lsn) {
    return lsn <= durableLsn;
  }

  @Override
  public void release(long lsn, Runnable durable, Runnable lost) {
    if (isDurable(lsn)) {
      durable.run();
    } else {
      waiting.computeIfAbsent(lsn, _ -> new ArrayList<>()).add(new Runnable[] {durable, lost});
    }
  }
}
