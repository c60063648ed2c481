package dev.perdure.engine.run;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.common.v1.Link;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionTerminatedEventAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Closes a run from outside, whatever it is doing.
public final class CloseRun {
  /// The name in the closing event of a run that makes way for one that a reset has made. It leaves
  /// children and parents alone: the new run takes its place.
  public static final String RESETTER_IDENTITY = "history-resetter";

  private CloseRun() {}

  /// Ends the running workflow task and writes down all that waits, then the closing event.
  static void with(Draft draft, RunState run, HistoryEvent.Builder event) {
    if (run.isWorkflowTaskStarted()) {
      WorkflowTasks.forceFail(draft, run);
    }
    draft.flush(run);
    draft.emit(run.runId(), event);
  }

  /// Terminates an open run.
  public static void terminate(
      Draft draft, RunState run, String reason, @Nullable Payloads details, String identity) {
    terminate(draft, run, reason, details, identity, List.of());
  }

  static void terminate(
      Draft draft,
      RunState run,
      String reason,
      @Nullable Payloads details,
      String identity,
      List<Link> links) {
    var attributes =
        WorkflowExecutionTerminatedEventAttributes.newBuilder()
            .setReason(reason)
            .setIdentity(identity);
    if (details != null) {
      attributes.setDetails(details);
    }
    with(
        draft,
        run,
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)
            .addAllLinks(links)
            .setWorkflowExecutionTerminatedEventAttributes(attributes));
  }
}
