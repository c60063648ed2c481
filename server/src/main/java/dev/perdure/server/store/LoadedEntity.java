package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.RunSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entity as the store has it.
///
/// @param key the entity
/// @param current its current run, open or closed; null for an entity without runs
/// @param records all records of the current run, in the order in which they happened, or the
///   newest record of each part
/// @param lsn the position of the last transition that is part of it
public record LoadedEntity(
    EntityKey key, @Nullable RunSummary current, List<JournalRecord> records, long lsn) {}
