package dev.perdure.engine.workflowtask;

import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.query.Queries;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.update.Updates;
import java.util.Objects;

/// A poller takes a workflow task.
public final class ClaimWorkflowTask {
  private ClaimWorkflowTask() {}

  public static Outcome<ClaimedWorkflowTask> decide(
      Draft draft, Request.ClaimWorkflowTask request) {
    var run = draft.state().run(request.runId());
    if (run == null || !run.isOpen()) {
      return Decision.reject(notFound());
    }
    var task = run.workflowTask();
    if (task == null || task.isStarted() || task.stamp() != request.stamp()) {
      return Decision.reject(notFound());
    }
    var sticky = run.sticky();
    boolean isForSticky =
        request.sticky() && sticky != null && sticky.taskQueue().equals(request.taskQueue());
    if (sticky != null && !isForSticky) {
      draft.note(new Note.StickyCleared(run.runId()));
    }
    WorkflowTasks.start(draft, run, request.identity(), request.requestId(), request.epoch());
    return Decision.accept(claimed(draft, run, run.sticky() != null));
  }

  /// What the worker gets of the task that was just started.
  ///
  /// @param isKnown whether the worker has the events up to its last task
  public static ClaimedWorkflowTask claimed(Draft draft, RunState run, boolean isKnown) {
    return claimed(draft, run, isKnown, true);
  }

  /// @param isKnown whether the worker has the events up to its last task
  /// @param sendsAgain whether updates go along that an earlier task took
  static ClaimedWorkflowTask claimed(
      Draft draft, RunState run, boolean isKnown, boolean sendsAgain) {
    var task = WorkflowTasks.pending(run);
    var token =
        new TaskToken(
            TaskToken.Kind.WORKFLOW,
            run.namespace(),
            run.workflowId(),
            run.runId(),
            task.scheduledEventId(),
            task.startedEventId(),
            task.attempt(),
            task.stamp(),
            "");
    long previous = run.previousStartedEventId();
    return new ClaimedWorkflowTask(
        token,
        run.workflowType(),
        run.taskQueue(),
        previous,
        task.startedEventId(),
        task.attempt(),
        run.eventsFrom(isKnown ? previous + 1 : 1),
        run.transientEvents(),
        Queries.send(run),
        Updates.send(run, task.startedEventId(), sendsAgain),
        task.scheduledTime(),
        Objects.requireNonNull(task.startedTime()));
  }

  /// The task is gone, or somebody else has it.
  static Rejection notFound() {
    return Rejection.notFound("Workflow task not found.");
  }
}
