package dev.perdure.engine;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.TaskPriority;
import dev.perdure.engine.message.Outbox;
import dev.perdure.engine.query.Queries;
import dev.perdure.engine.run.CloseRun;
import dev.perdure.engine.run.DeleteWorkflow;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.PendingQuery;
import dev.perdure.engine.state.PendingWorkflowTask;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.engine.update.Updates;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What follows every decision, whatever was decided: waiting events get their numbers, a workflow
/// task is scheduled if one is called for, limits are held, and tasks are offered.
final class Aftermath {
  private Aftermath() {}

  static void settle(Draft draft) {
    var run = draft.state().current();
    if (run == null) {
      return;
    }
    if (run.isOpen()) {
      holdBufferLimit(draft, run);
      schedule(draft, run);
      holdHistoryLimit(draft, run);
    }
    Queries.reroute(draft, run);
    var previous = draft.state().previous();
    if (previous != null && !DeleteWorkflow.apply(draft, previous)) {
      Queries.reroute(draft, previous);
    }
    for (var runId : draft.closed()) {
      var closed = draft.state().run(runId);
      if (closed != null) {
        Updates.closed(draft, closed);
      }
    }
    withdrawTask(draft);
    withdraw(draft, run);
    if (previous != null) {
      withdraw(draft, previous);
    }
    offer(draft, run);
    if (draft.owes()) {
      Outbox.tell(draft, current(draft));
    }
  }

  private static RunState current(Draft draft) {
    return Objects.requireNonNull(draft.state().current());
  }

  /// A worker that takes too long for what comes in loses its task, so that the next one sees it.
  private static void holdBufferLimit(Draft draft, RunState run) {
    if (run.isWorkflowTaskStarted()
        && (run.buffer().size() > draft.limits().bufferedEvents()
            || run.bufferBytes() > draft.limits().bufferedBytes())) {
      WorkflowTasks.forceFail(draft, run);
      draft.wake();
    }
  }

  private static void schedule(Draft draft, RunState run) {
    boolean isNew = false;
    if (!run.isWorkflowTaskStarted() && draft.hasWaiting(run)) {
      isNew = true;
      if (draft.flush(run)) {
        draft.wake();
      }
    }
    if (draft.isAwake() && run.workflowTask() == null && run.backoffUntil() == null) {
      WorkflowTasks.schedule(draft, run, isNew);
    }
  }

  private static void holdHistoryLimit(Draft draft, RunState run) {
    if (draft.records().isEmpty()) {
      return;
    }
    var limits = draft.limits();
    if (run.lastEventId() > limits.historyEvents()) {
      terminate(draft, run, "Workflow history count exceeds limit.");
    } else if (run.historyBytes() > limits.historyBytes()) {
      terminate(draft, run, "Workflow history size exceeds limit.");
    }
  }

  private static void terminate(Draft draft, RunState run, String reason) {
    CloseRun.terminate(draft, run, reason, null, WorkflowTasks.SERVER_IDENTITY);
  }

  /// Takes back the offers that this decision has made void.
  private static void withdraw(Draft draft, RunState run) {
    for (var activity : run.unstored().takeVoidOffers()) {
      draft.effect(new Effect.Withdraw(dispatch(run, activity)));
    }
  }

  private static void withdrawTask(Draft draft) {
    var task = draft.taskBefore();
    if (task == null) {
      return;
    }
    var run = task.run();
    var now = draft.state().run(run.runId());
    var pending = now == null ? null : now.workflowTask();
    if (pending == null || pending.stamp() != task.pending().stamp()) {
      draft.effect(new Effect.Withdraw(dispatch(run, task.pending())));
    }
  }

  private static void offer(Draft draft, RunState run) {
    if (!run.isOpen()) {
      return;
    }
    var task = run.workflowTask();
    if (draft.taskScheduled() && task != null && !task.isStarted()) {
      draft.effect(dispatch(run, task));
    }
    for (long id : draft.offers()) {
      var activity = run.activity(id);
      if (activity != null && isDue(activity, draft.now()) && !run.unstored().isOffered(activity)) {
        run.unstored().setOffered(activity);
        draft.effect(dispatch(run, activity));
      }
    }
  }

  static List<Effect> redrive(WorkflowState state, Instant now) {
    var effects = new ArrayList<Effect>();
    var run = state.current();
    if (run == null) {
      return effects;
    }
    if (run.isOpen()) {
      var task = run.workflowTask();
      if (task != null && !task.isStarted()) {
        effects.add(dispatch(run, task));
      }
      for (var activity : run.activities()) {
        if (isDue(activity, now)) {
          run.unstored().setOffered(activity);
          effects.add(dispatch(run, activity));
        }
      }
    }
    Outbox.redrive(run, now, effects);
    for (var query : run.unstored().queries().values()) {
      if (query.route() == PendingQuery.Route.DIRECT) {
        effects.add(Queries.dispatch(run, query));
      }
    }
    return effects;
  }

  private static boolean isDue(PendingActivity activity, Instant now) {
    return activity.isWaiting() && !activity.scheduledTime().isAfter(now);
  }

  private static Effect.Dispatch dispatch(RunState run, PendingWorkflowTask task) {
    return new Effect.DispatchWorkflowTask(
        run.runId(),
        new Effect.QueueName(task.stickyQueue(), run.taskQueue()),
        task.scheduledEventId(),
        task.stamp(),
        task.scheduledTime(),
        TaskPriority.of(run));
  }

  private static Effect.Dispatch dispatch(RunState run, PendingActivity activity) {
    return new Effect.DispatchActivityTask(
        run.runId(),
        activity.taskQueue(),
        activity.scheduledEventId(),
        activity.stamp(),
        activity.scheduledTime(),
        TaskPriority.of(run, activity));
  }
}
