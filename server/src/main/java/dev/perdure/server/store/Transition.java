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
/// @param currentRunId the entity's current run after the turn; empty if that run was deleted, and
///   [#NO_RUN] for an entity without runs
/// @param records the new facts in the order in which they happened; of one run or of several, or
///   of an entity without runs
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
  /// The current run of an entity that is there and has no runs.
  static final String NO_RUN = "-";

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

  /// What one turn did to a schedule.
  ///
  /// @param isGone whether there is no such schedule after the turn
  public static Transition ofSchedule(
      EntityKey key,
      boolean isGone,
      List<JournalRecord> records,
      boolean ready,
      @Nullable Instant wakeAt) {
    return new Transition(key, isGone ? "" : NO_RUN, records, List.of(), List.of(), ready, wakeAt);
  }
}
