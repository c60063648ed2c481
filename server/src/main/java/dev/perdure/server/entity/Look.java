package dev.perdure.server.entity;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.WorkflowState;
import org.jspecify.annotations.Nullable;

/// A read of an entity's state.
public interface Look {
  /// Called in a turn. A look that returns null is kept, and called again after each change.
  ///
  /// @return what to do when all that was seen is durable, or null to be called again
  @Nullable Runnable at(WorkflowState state);

  /// Whether a kept look is to be dropped, since nobody waits for it any more.
  boolean dropped();

  /// The state could not be read.
  void rejected(Rejection rejection);
}
