package dev.perdure.engine.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reply to a workflow task's completion.
///
/// @param next the run's next workflow task, if there is one and the worker wants it at once
/// @param activities activities that the worker asked to start itself
/// @param resetHistoryEventId the event after which the worker is to forget what it has seen, since
///   the task has left nothing in the history; else 0
public record CompletedWorkflowTask(
    @Nullable ClaimedWorkflowTask next,
    List<ClaimedActivityTask> activities,
    long resetHistoryEventId) {
  /// The completion of a task that the history has.
  public CompletedWorkflowTask(
      @Nullable ClaimedWorkflowTask next, List<ClaimedActivityTask> activities) {
    this(next, activities, 0);
  }
}
