package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.Effect.Dispatch;
import dev.perdure.engine.decision.Effect.QueueName;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.matching.Rank;
import dev.perdure.server.matching.Task;

/// A task of a workflow or of an activity that waits for a worker.
sealed interface TaskOffer extends Task permits WorkflowTaskOffer, ActivityTaskOffer {
  Dispatcher dispatcher();

  /// The workflow that it belongs to.
  EntityKey key();

  Dispatch dispatch();

  /// Where it is offered.
  QueueName queue();

  @Override
  default Rank rank() {
    return Ranks.of(dispatch().priority());
  }

  @Override
  default long scheduledMillis() {
    return dispatch().scheduledTime().toEpochMilli();
  }

  @Override
  default Task packed() {
    return PackedOffer.of(this);
  }
}
