package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.internal.replay.LocalActivityReport;
import dev.perdure.internal.replay.LocalWork;
import dev.perdure.internal.workflow.WorkflowRun;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The local activities of one run in memory: those that are under way, and the reports of those
/// that ended and that the run has not seen yet. They outlive a workflow task, but not the run's
/// stay in memory.
final class RunLocalActivities implements AutoCloseable {
  private final LocalActivityTasks tasks;
  private final WorkflowRun run;
  private final Map<Integer, LocalActivityExecution> running = new ConcurrentHashMap<>();

  /// What the run has not seen; an empty one wakes whoever waits here.
  private final BlockingQueue<Optional<LocalActivityReport>> reports = new LinkedBlockingQueue<>();

  RunLocalActivities(LocalActivityTasks tasks, WorkflowRun run) {
    this.tasks = tasks;
    this.run = run;
  }

  /// Does what the run wants.
  void perform(LocalWork work) {
    switch (work) {
      case LocalWork.Start start -> {
        var execution = new LocalActivityExecution(start, run, tasks, this::ended);
        running.put(start.seq(), execution);
        execution.start();
      }
      case LocalWork.Cancel(int seq) -> {
        LocalActivityExecution execution = running.get(seq);
        if (execution != null) {
          execution.cancel(Cancellation.REQUESTED);
        }
      }
    }
  }

  private void ended(LocalActivityReport report) {
    running.remove(report.seq());
    reports.add(Optional.of(report));
  }

  /// Waits for the next report; null when the time is over, or the worker stops.
  @Nullable LocalActivityReport await(long nanos) throws InterruptedException {
    Optional<LocalActivityReport> report =
        tasks.isHandedOver() ? reports.poll() : reports.poll(nanos, TimeUnit.NANOSECONDS);
    return report == null ? null : report.orElse(null);
  }

  /// Whether something is under way, or not seen yet.
  boolean isEmpty() {
    return running.isEmpty() && reports.isEmpty();
  }

  void handOver() {
    reports.add(Optional.empty());
    cancelAll(Cancellation.SHUTDOWN);
  }

  /// The run ended or leaves memory: nobody waits any more.
  @Override
  public void close() {
    tasks.closed(this);
    cancelAll(Cancellation.NOT_FOUND);
  }

  private void cancelAll(ActivityCancellationDetails reason) {
    running.values().forEach(execution -> execution.cancel(reason));
  }
}
