package dev.perdure.engine.state;

import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.Parent;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.LinkedHashMap;

/// Keeps what a workflow id has to tell others.
final class OwedApplier {
  /// Who terminates a run that was reset: its children go on with the run that the reset made.
  private static final String RESETTER = "history-resetter";

  private OwedApplier() {}

  static void added(RunState run, Owed owed) {
    if (run.owed.isEmpty()) {
      run.owed = new LinkedHashMap<>();
    }
    run.owed.put(owed.id(), owed);
    run.unstored.clearTold(owed.id());
  }

  static void settled(RunState run, String id) {
    if (!run.owed.isEmpty()) {
      run.owed.remove(id);
    }
  }

  /// A run closes: its parent must know, and its children have to follow it.
  static void closed(RunState run, HistoryEvent event) {
    if (event.getWorkflowExecutionTerminatedEventAttributes().getIdentity().equals(RESETTER)) {
      return;
    }
    CallbackApplier.closed(run, event);
    for (var child : run.children.values()) {
      var parent =
          new Parent(run.namespace(), run.workflowId(), run.runId, child.initiatedEventId());
      var policy = child.initiated().getParentClosePolicy();
      if (policy != ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON) {
        added(run, new Owed.ParentClosed(parent, child.workflowId(), child.runId(), policy));
      } else if (!child.isStarted()) {
        added(run, childStart(run, parent));
      }
    }
    if (run.scheduledBy != null && !isFollowed(event)) {
      added(
          run,
          new Owed.ScheduledClosed(
              run.scheduledBy, run.started.getFirstExecutionRunId(), run.runId, event));
    }
    if (run.started.hasParentWorkflowExecution() && !isFollowed(event)) {
      added(
          run,
          new Owed.ChildClosed(
              Parent.of(run.started),
              run.workflowType(),
              run.started.getFirstExecutionRunId(),
              run.runId,
              event));
    }
  }

  private static Owed childStart(RunState run, Parent parent) {
    return new Owed.ChildStart(
        parent,
        run.event(parent.initiatedEventId()),
        run.root(),
        run.started.hasPriority() ? run.started.getPriority() : null);
  }

  /// Whether another run goes on in place of the one that closes.
  private static boolean isFollowed(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED ->
          !event.getWorkflowExecutionCompletedEventAttributes().getNewExecutionRunId().isEmpty();
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
          !event.getWorkflowExecutionFailedEventAttributes().getNewExecutionRunId().isEmpty();
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
          !event.getWorkflowExecutionTimedOutEventAttributes().getNewExecutionRunId().isEmpty();
      case EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW -> true;
      default -> false;
    };
  }
}
