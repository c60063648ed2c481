package dev.perdure.server.callback;

import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Instant;

/// How a run has ended.
///
/// @param closing its last event
record Ending(
    String namespace, WorkflowExecution execution, Instant startTime, HistoryEvent closing) {
  static Ending of(RunState run) {
    return new Ending(
        run.namespace(), run.execution(), run.startTime(), run.events().getLast().event());
  }
}
