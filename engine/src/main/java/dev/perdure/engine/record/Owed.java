package dev.perdure.engine.record;

import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.history.v1.HistoryEvent;
import org.jspecify.annotations.Nullable;

/// What a workflow id still has to tell another one (or somebody outside), although the run that it
/// is about may be closed or replaced. It is told, again after each start of the server, until an
/// answer settles it.
public sealed interface Owed {
  /// Names it inside its workflow id, and in the answer that settles it.
  String id();

  /// This workflow was started as a child, and waits for its parent to know that: its first
  /// workflow task comes with the answer.
  ///
  /// @param firstRunId the run that was started
  /// @param policy what becomes of it if the parent is closed already
  record ChildStarted(Parent parent, String firstRunId, ParentClosePolicy policy) implements Owed {
    @Override
    public String id() {
      return "started " + firstRunId;
    }
  }

  /// This workflow was a child, and its last run has closed.
  ///
  /// @param firstRunId the run that the parent had started
  /// @param runId the run that closed
  /// @param closing the closing event
  record ChildClosed(
      Parent parent, String workflowType, String firstRunId, String runId, HistoryEvent closing)
      implements Owed {
    @Override
    public String id() {
      return "closed " + runId;
    }
  }

  /// This workflow was a parent, and closed while a child was running that must not outlive it.
  ///
  /// @param parent the closed run, and its event that had asked for the child
  /// @param childId the child's workflow id
  /// @param firstRunId the child's first run, empty if the parent never came to know it
  record ParentClosed(Parent parent, String childId, String firstRunId, ParentClosePolicy policy)
      implements Owed {
    @Override
    public String id() {
      return "policy " + parent.initiatedEventId() + " of " + parent.runId();
    }
  }

  /// This workflow was a parent, and closed before a child was started that does not depend on it.
  ///
  /// @param initiated the event that asked for the child
  /// @param root the first ancestor
  /// @param priority the parent's own, null if it has none
  record ChildStart(
      Parent parent, HistoryEvent initiated, WorkflowExecution root, @Nullable Priority priority)
      implements Owed {
    @Override
    public String id() {
      return id(parent);
    }

    /// The id for the child that this event of the parent asked for.
    public static String id(Parent parent) {
      return "start " + parent.initiatedEventId() + " of " + parent.runId();
    }
  }

  /// This run was made by a reset, and does not know whether a child of its base has ended since.
  ///
  /// @param parent this run, and the event that had asked for the child
  /// @param childId the child's workflow id
  /// @param firstRunId the child's first run
  record ChildSought(Parent parent, String childId, String firstRunId) implements Owed {
    @Override
    public String id() {
      return "seek " + parent.initiatedEventId() + " of " + parent.runId();
    }
  }

  /// This workflow was started by a schedule, and its last run has closed.
  ///
  /// @param by the action that started it
  /// @param firstRunId the run that it started
  /// @param runId the run that closed
  /// @param closing the closing event
  record ScheduledClosed(ScheduledBy by, String firstRunId, String runId, HistoryEvent closing)
      implements Owed {
    @Override
    public String id() {
      return "scheduled " + runId;
    }
  }

  /// Somebody outside wants to know how a run has ended.
  ///
  /// @param endedRunId the run, which has ended
  record Callback(String endedRunId, CompletionCallback callback) implements Owed {
    @Override
    public String id() {
      return "callback " + callback.id() + " of " + endedRunId;
    }
  }
}
