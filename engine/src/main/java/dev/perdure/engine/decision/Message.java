package dev.perdure.engine.decision;

import dev.perdure.engine.record.Parent;
import dev.perdure.engine.record.ScheduledBy;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CancelExternalWorkflowExecutionFailedCause;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.SignalExternalWorkflowExecutionFailedCause;
import io.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes;
import io.temporal.api.history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one entity tells another one, mostly a workflow id another one. Each may come more than
/// once, and late.
///
/// A telling is owed by its sender's state until the answer to it has come; an answer is sent for
/// each telling that comes, and owed by nobody.
public sealed interface Message {
  /// What its sender owes.
  sealed interface Telling extends Message {}

  /// What answers a telling.
  sealed interface Answer extends Message {}

  /// To a child's workflow id: start it. Answered by its [ChildStarted], or [ChildNotStarted], or
  /// by [ChildStillWanted].
  ///
  /// @param initiated the parent's event that asked for it
  /// @param root the first ancestor
  /// @param priority the parent's own, null if it has none
  /// @param resetBases the runs that the parent was reset from: they may have started the child
  /// @param isAfterReset whether the event came after the reset: then a child of theirs is in the
  ///   way, and not the one that is meant
  /// @param after the run that the id has had last, as the parent has been told; null if it has not
  record StartChild(
      Parent parent,
      HistoryEvent initiated,
      WorkflowExecution root,
      @Nullable Priority priority,
      List<String> resetBases,
      boolean isAfterReset,
      @Nullable String after)
      implements Telling {
    /// The same, said again to who has asked.
    ///
    /// @param current the run that the id has now
    public StartChild again(String current) {
      return new StartChild(parent, initiated, root, priority, resetBases, isAfterReset, current);
    }
  }

  /// To the parent: the child's id has had another run before. If that was the child, and nobody
  /// knows it any more, then the start is a late repetition. A parent that still waits for it says
  /// [StartChild] again; any other says nothing.
  ///
  /// @param after the run that the id has now
  record ChildStillWanted(Parent parent, String childId, String after) implements Answer {}

  /// To the parent: the child was started, and waits. Answered by [Settled], or by [ParentClosed]
  /// if the parent has no use for it any more.
  ///
  /// @param firstRunId the run that was started
  /// @param owedId names this telling
  record ChildStarted(
      Parent parent, String childId, String firstRunId, ParentClosePolicy policy, String owedId)
      implements Telling {}

  /// To the parent: the child could not be started.
  record ChildNotStarted(Parent parent, StartChildWorkflowExecutionFailedCause cause)
      implements Answer {}

  /// To the parent: the child has ended. Answered by [Settled].
  ///
  /// @param child its last run
  /// @param firstRunId the run that the parent had started
  /// @param closing the closing event of the last run
  /// @param owedId names this telling
  record ChildClosed(
      Parent parent,
      WorkflowExecution child,
      String workflowType,
      String firstRunId,
      HistoryEvent closing,
      String owedId)
      implements Telling {}

  /// To a child: the run that started it has closed, which the child follows by its policy.
  /// Answered by [Settled] if it is owed.
  ///
  /// @param firstRunId the child's first run, empty if the parent never came to know it
  /// @param owedId names this telling, empty if it is an answer itself
  record ParentClosed(Parent parent, String firstRunId, ParentClosePolicy policy, String owedId)
      implements Telling, Answer {}

  /// To a child: a reset has made a run in place of the one that started it. If the child has
  /// ended, it says so to the new run. Answered by [Settled].
  ///
  /// @param parent the new run
  /// @param firstRunId the run that was started
  /// @param owedId names this telling
  record SeekChild(Parent parent, String firstRunId, String owedId) implements Telling {}

  /// The answer to what needs no other one.
  ///
  /// @param owedId what its receiver need not tell any more
  record Settled(String owedId) implements Answer {}

  /// To another workflow: a signal. Answered by [SignalAnswered].
  ///
  /// @param sender the run that sends it
  /// @param initiatedEventId its event that asked for it
  record SignalExternal(
      WorkflowExecution sender,
      long initiatedEventId,
      String requestId,
      SignalExternalWorkflowExecutionInitiatedEventAttributes initiated)
      implements Telling {}

  /// To the sender of a signal.
  ///
  /// @param cause why it was not delivered, null if it was
  record SignalAnswered(
      String runId,
      long initiatedEventId,
      @Nullable SignalExternalWorkflowExecutionFailedCause cause)
      implements Answer {}

  /// To another workflow: a cancel request. Answered by [CancelAnswered].
  ///
  /// @param sender the run that sends it
  /// @param initiatedEventId its event that asked for it
  record CancelExternal(
      WorkflowExecution sender,
      long initiatedEventId,
      RequestCancelExternalWorkflowExecutionInitiatedEventAttributes initiated)
      implements Telling {}

  /// To the sender of a cancel request.
  ///
  /// @param cause why it was not delivered, null if it was
  record CancelAnswered(
      String runId,
      long initiatedEventId,
      @Nullable CancelExternalWorkflowExecutionFailedCause cause)
      implements Answer {}

  /// To a workflow id: start it as an action of a schedule. Answered by [ScheduledStarted],
  /// [ScheduledNotStarted] or [ScheduledStillWanted].
  ///
  /// @param after the run that the id has had last, as the schedule has been told; null if it has
  ///   not
  record StartScheduled(
      ScheduledBy by, StartWorkflowExecutionRequest request, @Nullable String after)
      implements Telling {}

  /// To a workflow that a schedule has started: another action wants its place. Answered by
  /// [ScheduledStopped].
  ///
  /// @param firstRunId the run that was started
  /// @param terminate whether it is terminated, else it is asked to cancel itself
  /// @param identity the schedule's
  record StopScheduled(ScheduledBy by, String firstRunId, boolean terminate, String identity)
      implements Telling {}

  /// To a schedule.
  sealed interface ToSchedule extends Message {
    /// The action that it is about.
    ScheduledBy by();
  }

  /// The workflow id has had another run before, so that the start may be a late repetition. A
  /// schedule that still waits for it says [StartScheduled] again; any other says nothing.
  ///
  /// @param after the run that the id has now
  record ScheduledStillWanted(ScheduledBy by, String after) implements ToSchedule, Answer {}

  /// The workflow was started.
  ///
  /// @param firstRunId the run that was started
  /// @param time when
  record ScheduledStarted(ScheduledBy by, String firstRunId, Instant time)
      implements ToSchedule, Answer {}

  /// The workflow could not be started.
  record ScheduledNotStarted(ScheduledBy by) implements ToSchedule, Answer {}

  /// The workflow ends or has ended, or was asked to.
  ///
  /// @param terminated whether it was terminated
  record ScheduledStopped(ScheduledBy by, boolean terminated) implements ToSchedule, Answer {}

  /// The workflow has ended. Answered by [Settled].
  ///
  /// @param execution the workflow, with the run that was started
  /// @param closing the closing event of its last run
  /// @param owedId names this telling
  record ScheduledClosed(
      ScheduledBy by, WorkflowExecution execution, HistoryEvent closing, String owedId)
      implements ToSchedule, Telling {}
}
