package dev.perdure.engine.state;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// All that a decision about one entity needs: the fold of its records. It belongs to one caller at
/// a time.
public sealed interface EntityState permits WorkflowState, ScheduleState {
  /// The state of an entity of which nothing is known.
  static EntityState empty(EntityKey key) {
    return switch (key.kind()) {
      case WORKFLOW -> WorkflowState.empty(key);
      case SCHEDULE -> ScheduleState.empty(key);
    };
  }

  EntityKey key();

  /// Whether there is nothing any more that records could tell of.
  boolean isGone();

  /// Adds one fact. Total: any record that was ever written can be applied.
  void apply(JournalRecord record);

  /// The earliest time at which `Request.TimersDue` must be sent, null if there is nothing to wait
  /// for.
  @Nullable Instant nextDue();

  /// Whether something must be done for this entity as soon as a server starts: a task waits for a
  /// worker, or ran in the process of the server that stopped, or another entity must be told of
  /// something.
  boolean ready();

  /// Whether a worker has or is offered something of this entity, or another entity is being told
  /// of something: engine time must not be made to skip over it. What waits for a time is not in
  /// flight.
  boolean inFlight(Instant now);

  /// Whether everything in here is found in the records again.
  boolean isExpendable();
}
