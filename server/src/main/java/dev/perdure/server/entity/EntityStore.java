package dev.perdure.server.entity;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.EntityState;
import java.util.List;
import java.util.function.Consumer;

/// What turns need of the durable store. None of it waits for the disk.
public interface EntityStore {
  /// Hands records over to the journal, which begins to write them when [#begin] is called.
  ///
  /// @param state the state with the records applied
  /// @return the journal position after them
  long append(EntityKey key, EntityState state, List<JournalRecord> records);

  /// Begins to write what was appended.
  void begin();

  /// Whether it is certain that the store holds nothing of this entity, so that it need not be
  /// read.
  boolean isNew(EntityKey key);

  /// Reads an entity elsewhere; one of the two is told, on another thread.
  void load(EntityKey key, Consumer<Loaded> loaded, Consumer<Throwable> failed);

  /// Whether all records up to a journal position are on disk.
  boolean isDurable(long lsn);

  /// Runs one of two actions when the journal is durable up to `lsn`, or can no longer be: on
  /// another thread, also if it is durable already.
  void release(long lsn, Runnable durable, Runnable lost);

  /// An entity that was read.
  ///
  /// @param weight about how many bytes of heap the state takes
  /// @param lsn the journal position of its last record
  record Loaded(EntityState state, long weight, long lsn) {}
}
