package dev.perdure.server.entity;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.WorkflowState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A store whose disk is moved by hand.
final class MemoryEntityStore implements EntityStore {
  private final Map<EntityKey, List<JournalRecord>> records = new HashMap<>();
  private final TreeMap<Long, List<Runnable[]>> waiting = new TreeMap<>();
  private final Queue<Runnable> loads = new ArrayDeque<>();
  private long lastLsn;
  private long durableLsn;
  private boolean writesAtOnce = true;

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

  /// Finishes the loads that were begun.
  ///
  /// @return how many there were
  int finishLoads() {
    int count = 0;
    for (var load = loads.poll(); load != null; load = loads.poll()) {
      load.run();
      count++;
    }
    return count;
  }

  @Override
  public long append(EntityKey key, WorkflowState state, List<JournalRecord> appended) {
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
    loads.add(
        () -> {
          var state = WorkflowState.empty(key);
          records.getOrDefault(key, List.of()).forEach(state::apply);
          loaded.accept(new Loaded(state, 1_000, lastLsn));
        });
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
