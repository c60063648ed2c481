package dev.perdure.worker;

import dev.perdure.client.WorkflowHistory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How the replay of one history went.
public final class WorkflowReplayResult {
  private final WorkflowHistory history;
  private final @Nullable WorkflowReplayException replayFailure;

  WorkflowReplayResult(WorkflowHistory history, @Nullable WorkflowReplayException replayFailure) {
    this.history = history;
    this.replayFailure = replayFailure;
  }

  /// The history.
  public WorkflowHistory history() {
    return history;
  }

  /// Why it cannot be replayed; empty when it can.
  public Optional<WorkflowReplayException> replayFailure() {
    return Optional.ofNullable(replayFailure);
  }
}
