package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.WorkflowExecution;
import java.util.List;
import java.util.function.Predicate;

/// The pending activities that a client means.
sealed interface ActivitySelection {
  /// At least one, in the order in which they were scheduled.
  record Found(RunState run, List<PendingActivity> activities) implements ActivitySelection {}

  /// There is none, or no such run.
  record None(Rejection rejection) implements ActivitySelection {}

  static ActivitySelection byId(Draft draft, WorkflowExecution execution, String activityId) {
    return find(draft, execution, activity -> activity.activityId().equals(activityId));
  }

  static ActivitySelection byType(Draft draft, WorkflowExecution execution, String type) {
    return find(draft, execution, activity -> activity.type().equals(type));
  }

  static ActivitySelection all(Draft draft, WorkflowExecution execution) {
    return find(draft, execution, _ -> true);
  }

  private static ActivitySelection find(
      Draft draft, WorkflowExecution execution, Predicate<PendingActivity> chosen) {
    var run = draft.state().run(execution.getRunId());
    if (run == null) {
      return new None(Rejection.noSuchRun(draft.state().key().id(), execution.getRunId()));
    }
    if (!run.isOpen()) {
      return new None(Rejection.alreadyCompleted());
    }
    var found = run.activities().stream().filter(chosen).toList();
    return found.isEmpty()
        ? new None(
            Rejection.notFound(
                "Can't find pending activity with such ID. Invalid activityID or activity already"
                    + " completed"))
        : new Found(run, found);
  }
}
