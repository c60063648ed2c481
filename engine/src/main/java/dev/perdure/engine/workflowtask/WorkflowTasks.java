package dev.perdure.engine.workflowtask;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.query.Queries;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.retry.Retry;
import dev.perdure.engine.state.PendingWorkflowTask;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.update.Updates;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.SuggestContinueAsNewReason;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskScheduledEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskTimedOutEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A workflow task's steps other than its completion: scheduled, started, failed, timed out.
///
/// After a failure the next task is a transient one, without events, so that a worker that cannot
/// make progress does not fill the history. It takes along the queries that went with the failed
/// one.
public final class WorkflowTasks {
  /// The server's own name in events that no client or worker caused.
  public static final String SERVER_IDENTITY = "history-service";

  /// Attempts from which on each waits longer for its worker, to slow down a failing one.
  private static final int PATIENT_ATTEMPT = 3;

  /// How long a speculative task waits for a worker, on whatever queue.
  private static final Duration SPECULATIVE_PATIENCE = Duration.ofSeconds(5);

  private static final RetryPolicy PATIENCE =
      RetryPolicy.newBuilder()
          .setInitialInterval(Times.proto(Duration.ofSeconds(5)))
          .setBackoffCoefficient(2)
          .setMaximumInterval(Times.proto(Duration.ofMinutes(10)))
          .build();

  private WorkflowTasks() {}

  /// Schedules a workflow task; the run is open and has none.
  ///
  /// @param isNew whether there is something new to look at: then it is no repetition of a task
  ///   that failed
  public static void schedule(Draft draft, RunState run, boolean isNew) {
    if (run.workflowTask() != null) {
      throw new IllegalStateException("run " + run.runId() + " has a workflow task");
    }
    int attempt = isNew ? 1 : run.taskAttempt();
    if (attempt > 1) {
      draft.note(
          new Note.TransientTaskScheduled(
              run.runId(), attempt, draft.now(), startToClose(draft, run, attempt)));
      return;
    }
    emitScheduled(draft, run);
  }

  private static void emitScheduled(Draft draft, RunState run) {
    var queue = TaskQueue.newBuilder();
    var sticky = run.sticky();
    if (sticky != null) {
      queue
          .setName(sticky.taskQueue())
          .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
          .setNormalName(run.taskQueue());
    } else {
      queue.setName(run.taskQueue()).setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL);
    }
    draft.emit(
        run.runId(),
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
            .setWorkflowTaskScheduledEventAttributes(
                WorkflowTaskScheduledEventAttributes.newBuilder()
                    .setTaskQueue(queue)
                    .setStartToCloseTimeout(Times.proto(run.workflowTaskTimeout()))
                    .setAttempt(1)));
  }

  /// Schedules a workflow task for updates alone, which only memory knows: if the worker rejects
  /// them all, the history does not show it. The run is open and has no other task.
  public static void scheduleSpeculative(Draft draft, RunState run) {
    var sticky = run.sticky();
    draft.speculate(
        run,
        new PendingWorkflowTask(
            run.nextEventId(),
            0,
            1,
            false,
            speculativeStamp(draft),
            sticky == null ? "" : sticky.taskQueue(),
            sticky == null ? SPECULATIVE_PATIENCE : sticky.scheduleToStart(),
            run.workflowTaskTimeout(),
            draft.now(),
            draft.now(),
            null,
            null,
            0));
  }

  /// Never the stamp of a task with events, which is positive, nor that of another speculative one:
  /// one that was lost in a crash is not counted any more.
  private static long speculativeStamp(Draft draft) {
    long hash = 0xcbf29ce484222325L;
    for (char c : draft.ids().next().toCharArray()) {
      hash = (hash ^ c) * 0x100000001b3L;
    }
    return hash | Long.MIN_VALUE;
  }

  /// Schedules the task by which a worker keeps on working after it reported that it is alive.
  public static void scheduleHeartbeat(Draft draft, RunState run, Instant originalScheduledTime) {
    schedule(draft, run, false);
    draft.note(new Note.TaskHeartbeat(run.runId(), originalScheduledTime));
  }

  private static Duration startToClose(Draft draft, RunState run, int attempt) {
    var timeout = run.workflowTaskTimeout();
    if (attempt <= PATIENT_ATTEMPT) {
      return timeout;
    }
    // Between 80 and 100 per cent, so that many failing runs do not time out together.
    var extra = Retry.interval(PATIENCE, attempt - PATIENT_ATTEMPT);
    double share = 0.8 + 0.2 * draft.ids().jitter();
    return timeout.plus(Duration.ofMillis(Math.round(extra.toMillis() * share)));
  }

  /// A worker takes the pending task. Afterwards the run's task is started.
  ///
  /// @param epoch the server's boot if the worker runs in its process, else 0
  public static void start(
      Draft draft, RunState run, String identity, String requestId, long epoch) {
    var task = pending(run);
    if (task.isTransient() && task.scheduledEventId() != run.nextEventId()) {
      // Events came in since it was scheduled: it is no repetition any more.
      emitScheduled(draft, run);
      task = pending(run);
    }
    var limits = draft.limits();
    var attributes =
        WorkflowTaskStartedEventAttributes.newBuilder()
            .setScheduledEventId(task.scheduledEventId())
            .setIdentity(identity)
            .setRequestId(requestId)
            .setHistorySizeBytes(run.historyBytes());
    if (run.historyBytes() >= limits.suggestContinueAsNewBytes()) {
      attributes
          .setSuggestContinueAsNew(true)
          .addSuggestContinueAsNewReasons(
              SuggestContinueAsNewReason.SUGGEST_CONTINUE_AS_NEW_REASON_HISTORY_SIZE_TOO_LARGE);
    }
    if (run.nextEventId() >= limits.suggestContinueAsNewEvents()) {
      attributes
          .setSuggestContinueAsNew(true)
          .addSuggestContinueAsNewReasons(
              SuggestContinueAsNewReason.SUGGEST_CONTINUE_AS_NEW_REASON_TOO_MANY_HISTORY_EVENTS);
    }
    if (Updates.count(run) >= limits.updates().suggestContinueAsNew()) {
      attributes
          .setSuggestContinueAsNew(true)
          .addSuggestContinueAsNewReasons(
              SuggestContinueAsNewReason.SUGGEST_CONTINUE_AS_NEW_REASON_TOO_MANY_UPDATES);
    }
    if (run.isWorkflowTaskSpeculative()) {
      run.unstored().startSpeculativeTask(draft.now(), attributes.build(), epoch);
      return;
    }
    if (task.isTransient()) {
      draft.note(new Note.TransientTaskStarted(run.runId(), draft.now(), attributes.build()));
    } else {
      draft.emit(
          run.runId(),
          Draft.event(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)
              .setWorkflowTaskStartedEventAttributes(attributes));
    }
    if (epoch != 0) {
      draft.note(new Note.TaskInProcess(run.runId(), epoch));
    }
  }

  /// The run's pending task, which must be there.
  static PendingWorkflowTask pending(RunState run) {
    var task = run.workflowTask();
    if (task == null) {
      throw new IllegalStateException("run " + run.runId() + " has no workflow task");
    }
    return task;
  }

  /// Ends the running task as failed. The caller sees to the next one.
  public static void fail(
      Draft draft, RunState run, WorkflowTaskFailedEventAttributes.Builder attributes) {
    var task = pending(run);
    Queries.unsend(run);
    if (task.isTransient()) {
      draft.note(new Note.TransientTaskFailed(run.runId()));
      return;
    }
    draft.emit(
        run.runId(),
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
            .setWorkflowTaskFailedEventAttributes(
                attributes
                    .setScheduledEventId(task.scheduledEventId())
                    .setStartedEventId(task.startedEventId())));
  }

  /// Ends a running task because the server needs it out of the way.
  public static void forceFail(Draft draft, RunState run) {
    fail(
        draft,
        run,
        WorkflowTaskFailedEventAttributes.newBuilder()
            .setCause(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND)
            .setIdentity(SERVER_IDENTITY));
  }

  /// Ends the pending task as timed out, if it is due, and asks for another one.
  public static void timeOutIfDue(Draft draft, RunState run) {
    var task = run.workflowTask();
    if (task == null) {
      return;
    }
    var due = task.due();
    if (due != null && !due.isAfter(draft.now())) {
      timeOut(draft, run);
    }
  }

  /// Ends the pending task as timed out and asks for another one.
  public static void timeOut(Draft draft, RunState run) {
    var task = pending(run);
    Queries.unsend(run);
    if (task.isTransient()) {
      draft.note(new Note.TransientTaskFailed(run.runId()));
    } else {
      draft.emit(
          run.runId(),
          Draft.event(EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT)
              .setWorkflowTaskTimedOutEventAttributes(
                  WorkflowTaskTimedOutEventAttributes.newBuilder()
                      .setScheduledEventId(task.scheduledEventId())
                      .setStartedEventId(task.startedEventId())
                      .setTimeoutType(
                          task.isStarted()
                              ? TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE
                              : TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START)));
    }
    draft.wake();
  }

  /// A failure that the server itself reports.
  static Failure serverFailure(@Nullable String message) {
    var failure = Failure.newBuilder();
    failure.getServerFailureInfoBuilder();
    return failure.setMessage(message == null ? "" : message).build();
  }
}
