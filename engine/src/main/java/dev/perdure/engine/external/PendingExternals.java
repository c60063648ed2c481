package dev.perdure.engine.external;

import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.WorkflowExecution;
import java.util.UUID;

/// What the commands to signal and to cancel other workflows check alike.
final class PendingExternals {
  private static final int UUID_LENGTH = 36;

  private PendingExternals() {}

  static int count(RunState run, boolean signals) {
    int count = 0;
    for (var external : run.externals()) {
      if (external.isSignal() == signals) {
        count++;
      }
    }
    return count;
  }

  /// Whether the sender is the run's parent, if it says that it must be.
  static boolean mayReach(RunState run, WorkflowExecution sender, boolean childOnly) {
    return !childOnly || run.started().getParentWorkflowExecution().equals(sender);
  }

  /// Whether this can name a run: empty for the current one, or a UUID.
  static boolean isRunId(String runId) {
    if (runId.isEmpty()) {
      return true;
    }
    try {
      return runId.length() == UUID_LENGTH && UUID.fromString(runId) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
