package dev.perdure.engine.run;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.enums.v1.ContinueAsNewInitiator;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.workflow.v1.ResetPoints;
import java.time.Duration;

/// Begins runs: the first of a chain, or one that follows another.
final class NewRun {
  private NewRun() {}

  /// Begins a run that follows `old` in its chain.
  static void follow(
      Draft draft,
      RunState old,
      String runId,
      WorkflowExecutionStartedEventAttributes.Builder started) {
    var links = old.events().getFirst().event().getLinksList();
    begin(draft, runId, event(started).addAllLinks(links));
  }

  /// A builder for the first event.
  static HistoryEvent.Builder event(WorkflowExecutionStartedEventAttributes.Builder started) {
    return Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
        .setWorkflowExecutionStartedEventAttributes(started);
  }

  /// Writes the first event, and schedules the first workflow task unless it has to wait.
  static RunState begin(Draft draft, String runId, HistoryEvent.Builder started) {
    var run = beginWithoutTask(draft, runId, started);
    if (run.backoffUntil() == null) {
      WorkflowTasks.schedule(draft, run, true);
    }
    return run;
  }

  /// Writes the first event.
  static RunState beginWithoutTask(Draft draft, String runId, HistoryEvent.Builder started) {
    draft.emit(runId, started);
    var run = draft.state().run(runId);
    if (run == null) {
      throw new IllegalStateException("run " + runId + " was not begun");
    }
    return run;
  }

  /// The first event of a run that follows `old` in its chain: all that is handed on. Memo and
  /// search attributes are those that it was started with, whatever it made of them since.
  ///
  /// @param backoff how long its first workflow task waits
  static WorkflowExecutionStartedEventAttributes.Builder following(
      RunState old, String runId, ContinueAsNewInitiator initiator, Duration backoff) {
    var first = old.started();
    var started =
        first.toBuilder()
            .setContinuedExecutionRunId(old.runId())
            .setInitiator(initiator)
            .clearContinuedFailure()
            .setOriginalExecutionRunId(runId)
            .clearIdentity()
            .setAttempt(1)
            .setFirstWorkflowTaskBackoff(Times.proto(backoff))
            .clearEagerExecutionAccepted()
            .clearCompletionCallbacks();
    for (var callback : old.callbacks()) {
      started.addCompletionCallbacks(callback.callback());
    }
    if (!old.resetPoints().isEmpty()) {
      started.setPrevAutoResetPoints(ResetPoints.newBuilder().addAllPoints(old.resetPoints()));
    } else {
      started.clearPrevAutoResetPoints();
    }
    return started;
  }
}
