package dev.perdure.engine.state;

import dev.perdure.engine.record.Note;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskCompletedEventAttributes;
import io.temporal.api.workflow.v1.ResetPointInfo;
import java.time.Duration;
import java.util.LinkedHashMap;

/// Applies the events and notes of workflow tasks.
final class WorkflowTaskApplier {
  private static final int MAX_RESET_POINTS = 20;

  private WorkflowTaskApplier() {}

  static void scheduled(RunState run, HistoryEvent event) {
    var attributes = event.getWorkflowTaskScheduledEventAttributes();
    var queue = attributes.getTaskQueue();
    boolean isSticky = queue.getKind() == TaskQueueKind.TASK_QUEUE_KIND_STICKY;
    var time = Times.instant(event.getEventTime());
    run.taskStamp++;
    if (attributes.getAttempt() == 1) {
      run.formerTaskProblems += run.taskAttempt - 1;
    }
    run.taskAttempt = attributes.getAttempt();
    run.backoffUntil = null;
    run.workflowTask =
        new PendingWorkflowTask(
            event.getEventId(),
            0,
            attributes.getAttempt(),
            false,
            run.taskStamp,
            isSticky ? queue.getName() : "",
            isSticky && run.sticky != null ? run.sticky.scheduleToStart() : Duration.ZERO,
            Times.duration(attributes.getStartToCloseTimeout()),
            time,
            time,
            null,
            null,
            0);
  }

  static void started(RunState run, HistoryEvent event) {
    if (run.workflowTask != null) {
      run.workflowTask =
          run.workflowTask.withStarted(
              event.getEventId(),
              Times.instant(event.getEventTime()),
              event.getWorkflowTaskStartedEventAttributes());
    }
  }

  static void completed(RunState run, HistoryEvent event) {
    var attributes = event.getWorkflowTaskCompletedEventAttributes();
    run.workflowTask = null;
    run.taskAttempt = 1;
    run.closeAttempted = false;
    succeeded(run);
    run.previousStartedEventId = attributes.getStartedEventId();
    run.lastWorker = attributes;
    addResetPoint(run, event, attributes);
  }

  /// The first workflow task that each build of the worker completed can be reset to.
  // Older SDKs send only the deprecated fields.
  @SuppressWarnings("deprecation")
  private static void addResetPoint(
      RunState run, HistoryEvent event, WorkflowTaskCompletedEventAttributes attributes) {
    var checksum = attributes.getBinaryChecksum();
    var buildId = attributes.getWorkerVersion().getBuildId();
    for (var point : run.resetPoints) {
      if (point.getBinaryChecksum().equals(checksum) && point.getBuildId().equals(buildId)) {
        return;
      }
    }
    if (run.resetPoints.size() == MAX_RESET_POINTS) {
      run.resetPoints.removeFirst();
    }
    run.resetPoints.add(
        ResetPointInfo.newBuilder()
            .setBinaryChecksum(checksum)
            .setBuildId(buildId)
            .setRunId(run.runId)
            .setFirstWorkflowTaskCompletedId(event.getEventId())
            .setCreateTime(event.getEventTime())
            .setResettable(true)
            .build());
  }

  /// A task that failed on a sticky queue is tried once more, as if new, on the normal one.
  private static void failed(RunState run, boolean countsAsAttempt) {
    int attempt = run.taskAttempt();
    if (run.isWorkflowTaskStarted()) {
      run.closeAttempted = false;
    }
    run.workflowTask = null;
    if (run.sticky == null && countsAsAttempt) {
      run.taskAttempt = attempt + 1;
    } else {
      run.sticky = null;
      run.formerTaskProblems += attempt - 1;
      run.taskAttempt = 1;
    }
    report(run);
  }

  /// What keeps on failing can be found by it. Attempts count on from those before the last event.
  private static void report(RunState run) {
    int problems = run.formerTaskProblems + run.taskAttempt - 1;
    if (problems >= TaskProblem.REPORTED_FROM && run.lastTaskProblem != null) {
      var attributes = new LinkedHashMap<>(run.searchAttributes);
      attributes.put(TaskProblem.ATTRIBUTE, run.lastTaskProblem.payload());
      run.searchAttributes = attributes;
    } else {
      takeBackReport(run);
    }
  }

  private static void succeeded(RunState run) {
    run.formerTaskProblems = 0;
    run.lastTaskProblem = null;
    takeBackReport(run);
  }

  private static void takeBackReport(RunState run) {
    if (run.searchAttributes.containsKey(TaskProblem.ATTRIBUTE)) {
      var attributes = new LinkedHashMap<>(run.searchAttributes);
      attributes.remove(TaskProblem.ATTRIBUTE);
      run.searchAttributes = attributes;
    }
  }

  /// A reset is nobody's failure.
  static void failed(RunState run, HistoryEvent event) {
    var cause = event.getWorkflowTaskFailedEventAttributes().getCause();
    run.lastTaskProblem = TaskProblem.failed(cause);
    failed(run, cause != WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW);
  }

  static void transientFailed(RunState run) {
    failed(run, true);
  }

  static void timedOut(RunState run, HistoryEvent event) {
    var type = event.getWorkflowTaskTimedOutEventAttributes().getTimeoutType();
    boolean wasStarted = type != TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
    if (wasStarted) {
      run.lastTaskProblem = TaskProblem.timedOut(type);
    }
    failed(run, wasStarted);
  }

  static void transientScheduled(RunState run, Note.TransientTaskScheduled note) {
    run.taskStamp++;
    run.taskAttempt = note.attempt();
    report(run);
    run.workflowTask =
        new PendingWorkflowTask(
            run.nextEventId(),
            0,
            note.attempt(),
            true,
            run.taskStamp,
            "",
            Duration.ZERO,
            note.startToClose(),
            note.scheduledTime(),
            note.scheduledTime(),
            null,
            null,
            0);
  }

  /// The others of the dropped notes left nothing behind but their number.
  static void tasksDropped(RunState run, Note.TransientTasksDropped note) {
    run.transitions += note.records() - 1L;
    run.taskStamp += note.tasks();
  }

  static void transientStarted(RunState run, Note.TransientTaskStarted note) {
    var task = run.workflowTask;
    if (task != null) {
      run.workflowTask =
          task.withStarted(task.scheduledEventId() + 1, note.startedTime(), note.attributes());
    }
  }

  static void speculativeKept(RunState run, Note.SpeculativeTaskKept note) {
    if (run.workflowTask != null) {
      run.workflowTask = run.workflowTask.kept(note.stamp(), note.scheduleToStart());
    }
  }

  static void heartbeat(RunState run, Note.TaskHeartbeat note) {
    if (run.workflowTask != null) {
      run.workflowTask = run.workflowTask.withOriginalScheduledTime(note.originalScheduledTime());
    }
  }

  static void inProcess(RunState run, Note.TaskInProcess note) {
    if (run.workflowTask != null) {
      run.workflowTask = run.workflowTask.withEpoch(note.epoch());
    }
  }
}
