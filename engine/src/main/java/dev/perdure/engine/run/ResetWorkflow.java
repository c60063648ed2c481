package dev.perdure.engine.run;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.ResetReply;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.ResetWorkflowFailureInfo;
import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;
import io.temporal.api.workflow.v1.PostResetOperation;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client has a run go on from an earlier point of its history: in a new run, which begins with a
/// copy of all events before that point.
///
/// What came from outside after that point, in the run and in those that continued it, is not lost
/// but happens again in the new run; see [Reapply].
public final class ResetWorkflow {
  /// How many of the runs that lie behind a run it remembers.
  private static final int BASES = 50;

  /// The poll in a started event that no poll has led to.
  private static final String NO_POLL = "emptyUuid";

  private ResetWorkflow() {}

  public static Outcome<ResetReply> decide(Draft draft, Request.Reset reset) {
    var request = reset.request();
    var baseId = request.getWorkflowExecution().getRunId();
    if (mustBring(draft, reset, baseId)) {
      return Decision.accept(new ResetReply.Needs(baseId));
    }
    var base = find(draft, reset, baseId);
    if (base == null) {
      return Decision.reject(Rejection.noSuchRun(draft.state().key().id(), baseId));
    }
    long point = request.getWorkflowTaskFinishEventId();
    if (point <= 1 || point > base.lastEventId()) {
      return invalid("Workflow task finish ID must be > 1 && <= workflow last event ID.");
    }
    var problem = problem(request);
    if (problem != null) {
      return Decision.reject(problem);
    }
    var current = draft.state().current();
    if (current != null && current.resets().requestId().equals(request.getRequestId())) {
      return Decision.accept(new ResetReply.Done(current.runId()));
    }
    // Another run may have followed the one that the same request has led to.
    var formerId = base.resets().nextRunId();
    if (mustBring(draft, reset, formerId)) {
      return Decision.accept(new ResetReply.Needs(formerId));
    }
    var former = formerId.isEmpty() ? null : find(draft, reset, formerId);
    if (former != null && former.resets().requestId().equals(request.getRequestId())) {
      return Decision.accept(new ResetReply.Done(formerId));
    }
    if (!isBoundary(base, point)) {
      return invalid(
          "StateRebuilder unable to Rebuild mutable state to event ID: %d, version: 0, this event must be at the boundary"
              .formatted(point - 1));
    }
    if (!hasWorkflowTask(base, point)) {
      return invalid(
          "Can only reset workflow to event ID in range [WorkflowTaskScheduled +1,"
              + " WorkflowTaskStarted + 1]: "
              + point);
    }
    var chain = new ArrayList<RunState>();
    var needed = continued(draft, reset, base, chain);
    return needed != null
        ? Decision.accept(new ResetReply.Needs(needed))
        : Decision.accept(new ResetReply.Done(reset(draft, request, base, chain)));
  }

  private static Outcome<ResetReply> invalid(String message) {
    return Decision.reject(Rejection.invalidArgument(message));
  }

  /// A run of this workflow id, null if there is none or it must be brought.
  private static @Nullable RunState find(Draft draft, Request.Reset reset, String runId) {
    var here = draft.state().run(runId);
    return here != null || !reset.former().containsKey(runId)
        ? here
        : reset.former().getOrDefault(runId, Optional.empty()).orElse(null);
  }

  private static boolean mustBring(Draft draft, Request.Reset reset, String runId) {
    return !runId.isEmpty()
        && draft.state().run(runId) == null
        && !reset.former().containsKey(runId);
  }

  private static @Nullable Rejection problem(ResetWorkflowExecutionRequest request) {
    for (var operation : request.getPostResetOperationsList()) {
      if (operation.getVariantCase() != PostResetOperation.VariantCase.UPDATE_WORKFLOW_OPTIONS) {
        return Rejection.invalidArgument(
            "unsupported post reset operation: "
                + (operation.hasSignalWorkflow()
                    ? "*workflow.PostResetOperation_SignalWorkflow_"
                    : "<nil>"));
      }
      var update = operation.getUpdateWorkflowOptions();
      var problem = UpdateOptions.problem(update.getWorkflowExecutionOptions());
      if (problem == null) {
        problem = UpdateOptions.maskProblem(update.getUpdateMask());
      }
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  /// Whether a workflow task waits or runs just before the event with this id.
  private static boolean hasWorkflowTask(RunState base, long point) {
    for (var event : base.events().subList(0, (int) point - 1).reversed()) {
      switch (event.event().getEventType()) {
        case EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, EVENT_TYPE_WORKFLOW_TASK_STARTED -> {
          return true;
        }
        case EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
            EVENT_TYPE_WORKFLOW_TASK_FAILED,
            EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT -> {
          return false;
        }
        default -> {}
      }
    }
    return false;
  }

  /// Whether the event with this id was not written together with the one before it.
  private static boolean isBoundary(RunState base, long point) {
    var last = base.events().get((int) point - 2).event();
    var next = base.events().get((int) point - 1).event();
    return switch (last.getEventType()) {
      case EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, EVENT_TYPE_WORKFLOW_TASK_STARTED -> true;
      default ->
          switch (next.getEventType()) {
            case EVENT_TYPE_WORKFLOW_TASK_STARTED,
                EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
                EVENT_TYPE_WORKFLOW_TASK_FAILED,
                EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT ->
                true;
            default ->
                Times.instant(next.getEventTime()).isAfter(Times.instant(last.getEventTime()));
          };
    };
  }

  /// Finds the run and those that continued it as new. A deleted one ends the chain.
  ///
  /// @return a run that must be brought, null if all are there
  private static @Nullable String continued(
      Draft draft, Request.Reset reset, RunState base, List<RunState> chain) {
    @Nullable RunState run = base;
    while (run != null) {
      chain.add(run);
      var next =
          run.events()
              .getLast()
              .event()
              .getWorkflowExecutionContinuedAsNewEventAttributes()
              .getNewExecutionRunId();
      if (next.isEmpty()) {
        return null;
      }
      if (mustBring(draft, reset, next)) {
        return next;
      }
      run = find(draft, reset, next);
    }
    return null;
  }

  private static String reset(
      Draft draft, ResetWorkflowExecutionRequest request, RunState base, List<RunState> chain) {
    var runId = draft.ids().next();
    var current = draft.state().current();
    if (base != current) {
      draft.state().bring(base);
    }
    draft.note(new Note.ResetTo(base.runId(), runId));
    if (current != null && current.isOpen()) {
      CloseRun.terminate(draft, current, request.getReason(), null, CloseRun.RESETTER_IDENTITY);
    }
    var run = fork(draft, base, request, runId);
    if (current != null && !current.signalsTaken().isEmpty()) {
      draft.note(new Note.SignalsTaken(runId, current.signalsTaken()));
    }
    failWorkflowTask(draft, run, base, request.getReason());
    Reapply.events(draft, run, request, chain);
    for (var operation : request.getPostResetOperationsList()) {
      var update = operation.getUpdateWorkflowOptions();
      UpdateOptions.apply(
          draft, run, update.getWorkflowExecutionOptions(), update.getUpdateMask(), "");
    }
    draft.flush(run);
    WorkflowTasks.schedule(draft, run, true);
    return runId;
  }

  private static RunState fork(
      Draft draft, RunState base, ResetWorkflowExecutionRequest request, String runId) {
    List<Event> prefix = base.events().subList(0, (int) request.getWorkflowTaskFinishEventId() - 1);
    for (var event : prefix) {
      draft.copy(runId, event);
    }
    var bases = new ArrayList<>(base.resets().bases());
    bases.add(base.runId());
    draft.note(
        new Note.RunReset(
            runId,
            bases.subList(Math.max(0, bases.size() - BASES), bases.size()),
            request.getRequestId(),
            base.startRequestId(),
            draft.now()));
    var run = draft.state().run(runId);
    if (run == null) {
      throw new IllegalStateException("run " + runId + " was not begun");
    }
    return run;
  }

  /// The workflow task at which the history was cut off has failed for the new run.
  private static void failWorkflowTask(Draft draft, RunState run, RunState base, String reason) {
    if (!run.isWorkflowTaskStarted()) {
      WorkflowTasks.start(draft, run, WorkflowTasks.SERVER_IDENTITY, NO_POLL, 0);
    }
    WorkflowTasks.fail(
        draft,
        run,
        WorkflowTaskFailedEventAttributes.newBuilder()
            .setCause(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW)
            .setFailure(
                Failure.newBuilder()
                    .setMessage(reason)
                    .setResetWorkflowFailureInfo(ResetWorkflowFailureInfo.getDefaultInstance()))
            .setIdentity(WorkflowTasks.SERVER_IDENTITY)
            .setBaseRunId(base.runId())
            .setNewRunId(run.runId()));
  }
}
