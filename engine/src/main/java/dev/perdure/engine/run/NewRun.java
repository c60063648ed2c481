package dev.perdure.engine.run;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.ContinueAsNewInitiator;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.workflow.v1.ResetPoints;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Begins runs: the first of a chain, or one that follows another.
final class NewRun {
  private NewRun() {}

  /// Writes the first event, and schedules the first workflow task unless it has to wait.
  static RunState begin(
      Draft draft,
      String runId,
      WorkflowExecutionStartedEventAttributes.Builder started,
      @Nullable UserMetadata metadata) {
    var run = beginWithoutTask(draft, runId, started, metadata);
    if (run.backoffUntil() == null) {
      WorkflowTasks.schedule(draft, run, true);
    }
    return run;
  }

  /// Writes the first event.
  static RunState beginWithoutTask(
      Draft draft,
      String runId,
      WorkflowExecutionStartedEventAttributes.Builder started,
      @Nullable UserMetadata metadata) {
    var event =
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
            .setWorkflowExecutionStartedEventAttributes(started);
    if (metadata != null && !metadata.equals(UserMetadata.getDefaultInstance())) {
      event.setUserMetadata(metadata);
    }
    draft.emit(runId, event);
    var run = draft.state().run(runId);
    if (run == null) {
      throw new IllegalStateException("run " + runId + " was not begun");
    }
    return run;
  }

  /// The first event of a run that follows `old` in its chain: all that is handed on.
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
            .clearEagerExecutionAccepted();
    if (!old.memo().isEmpty()) {
      started.setMemo(Memo.newBuilder().putAllFields(old.memo()));
    } else {
      started.clearMemo();
    }
    if (!old.searchAttributes().isEmpty()) {
      started.setSearchAttributes(
          SearchAttributes.newBuilder().putAllIndexedFields(old.searchAttributes()));
    } else {
      started.clearSearchAttributes();
    }
    if (!old.resetPoints().isEmpty()) {
      started.setPrevAutoResetPoints(ResetPoints.newBuilder().addAllPoints(old.resetPoints()));
    } else {
      started.clearPrevAutoResetPoints();
    }
    return started;
  }
}
