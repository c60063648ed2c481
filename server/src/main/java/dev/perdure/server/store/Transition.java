package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.RunSummary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one turn did to one entity. It becomes durable as a whole or not at all.
///
/// @param key the entity
/// @param currentRunId the entity's current run after the turn; empty if that run was deleted
/// @param records the new facts in the order in which they happened; of one run or of several
/// @param changedRuns how each run that has a record here stands after the turn, unless it was
///   deleted
/// @param deletedRuns the runs that are gone after the turn
/// @param ready whether a server that starts must look at this entity at once
/// @param wakeAt when something of this entity is due; null if nothing is
public record Transition(
    EntityKey key,
    String currentRunId,
    List<JournalRecord> records,
    List<RunSummary> changedRuns,
    List<String> deletedRuns,
    boolean ready,
    @Nullable Instant wakeAt) {
  public Transition {
    records = List.copyOf(records);
    changedRuns = List.copyOf(changedRuns);
    deletedRuns = List.copyOf(deletedRuns);
  }

  /// A turn that has deleted nothing.
  public Transition(
      EntityKey key,
      String currentRunId,
      List<JournalRecord> records,
      List<RunSummary> changedRuns,
      boolean ready,
      @Nullable Instant wakeAt) {
    this(key, currentRunId, records, changedRuns, List.of(), ready, wakeAt);
  }
}
