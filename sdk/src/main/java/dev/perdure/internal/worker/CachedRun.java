package dev.perdure.internal.worker;

import dev.perdure.internal.replay.LocalActivityReport;
import dev.perdure.internal.replay.LocalWork;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.internal.workflow.WorkflowTask;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A workflow run in a worker's memory, together with the local activities that run for it.
final class CachedRun implements AutoCloseable {
  /// When so much of the time for a workflow task is over, the server hears that the worker lives.
  private static final double HEARTBEAT_AFTER = 0.8;

  private final WorkflowRun run;
  private final LocalActivityTasks tasks;

  /// Null until the run asks for a local activity: most never do.
  private @Nullable RunLocalActivities local;

  CachedRun(WorkflowRun run, LocalActivityTasks tasks) {
    this.run = run;
    this.tasks = tasks;
  }

  /// The last history event that the run has seen.
  long lastEventId() {
    return run.lastEventId();
  }

  /// The server has dropped the task that was completed last.
  void rollBack(long eventId) {
    run.rollBack(eventId);
  }

  /// Whether it can only be closed.
  boolean isBroken() {
    return run.isBroken();
  }

  /// Whether local activities are under way, which are lost with it.
  boolean hasLocalActivities() {
    return local != null && !local.isEmpty();
  }

  /// Works a task off. While the workflow waits for local activities and for nothing else, so does
  /// the calling (virtual) thread.
  ///
  /// @param received when the task came, in nanoseconds
  WorkflowTaskOutcome handle(WorkflowTask task, long received) {
    WorkflowTaskOutcome outcome = run.handle(task);
    if (task.query() != null) {
      return outcome;
    }
    perform(run.takeLocalWork());
    while (outcome instanceof WorkflowTaskOutcome.Waiting) {
      LocalActivityReport report = await(received);
      outcome = report == null ? run.heartbeat() : run.ended(report);
      perform(run.takeLocalWork());
    }
    return outcome;
  }

  private void perform(List<LocalWork> work) {
    if (work.isEmpty()) {
      return;
    }
    if (local == null) {
      local = tasks.open(run);
    }
    work.forEach(local::perform);
  }

  private @Nullable LocalActivityReport await(long received) {
    Duration limit = run.taskTimeout();
    long left = (long) (limit.toNanos() * HEARTBEAT_AFTER) - (System.nanoTime() - received);
    try {
      return local == null ? null : local.await(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever did it wants the task to end
      return null;
    }
  }

  @Override
  public void close() {
    try {
      run.close();
    } finally {
      if (local != null) {
        local.close();
      }
    }
  }
}
