package dev.perdure.engine.state;

import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.ScheduleRecord;
import io.temporal.api.history.v1.HistoryEvent;

/// Sends each record to the applier of its group.
final class RecordApplier {
  private RecordApplier() {}

  static void apply(RunState run, JournalRecord record) {
    run.transitions++;
    switch (record) {
      case Event event -> {
        run.events.add(event);
        run.historyBytes += event.bytes().size();
        applyEvent(run, event.event());
      }
      case Note note -> applyNote(run, note);
      case ScheduleRecord _ -> throw new IllegalArgumentException("not of a run: " + record);
    }
  }

  private static void applyEvent(RunState run, HistoryEvent event) {
    switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED -> RunApplier.started(run, event);
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW -> {
        OwedApplier.closed(run, event);
        RunApplier.closed(run, event);
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED -> run.cancelRequested = true;
      case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> RunApplier.signaled(run, event);
      case EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES ->
          RunApplier.searchAttributesUpserted(run, event);
      case EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED -> RunApplier.propertiesModified(run, event);
      case EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED -> RunApplier.optionsUpdated(run, event);
      case EVENT_TYPE_WORKFLOW_TASK_SCHEDULED -> WorkflowTaskApplier.scheduled(run, event);
      case EVENT_TYPE_WORKFLOW_TASK_STARTED -> WorkflowTaskApplier.started(run, event);
      case EVENT_TYPE_WORKFLOW_TASK_COMPLETED -> WorkflowTaskApplier.completed(run, event);
      case EVENT_TYPE_WORKFLOW_TASK_FAILED -> {
        WorkflowTaskApplier.failed(run, event);
        RunApplier.reset(run, event);
      }
      case EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT -> WorkflowTaskApplier.timedOut(run, event);
      case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> ActivityApplier.scheduled(run, event);
      case EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED -> ActivityApplier.cancelRequested(run, event);
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
          EVENT_TYPE_ACTIVITY_TASK_FAILED,
          EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
          EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
          ActivityApplier.resolved(run, event);
      case EVENT_TYPE_TIMER_STARTED -> TimerApplier.started(run, event);
      case EVENT_TYPE_TIMER_FIRED -> TimerApplier.fired(run, event);
      case EVENT_TYPE_TIMER_CANCELED -> TimerApplier.canceled(run, event);
      case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED ->
          ChildApplier.initiated(run, event);
      case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED ->
          ChildApplier.answered(run, event);
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
          EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED ->
          ExternalApplier.initiated(run, event);
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED,
          EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED ->
          ExternalApplier.answered(run, event);
      case EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED -> UpdateApplier.admitted(run, event);
      case EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED -> UpdateApplier.accepted(run, event);
      case EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED -> UpdateApplier.completed(run, event);
      // The others are only history: nothing that this version decides depends on them.
      default -> {}
    }
  }

  /// What is true from an event's arrival on, whatever number it gets in the end. Each of these can
  /// be repeated without harm.
  static void applyEarly(RunState run, HistoryEvent event) {
    switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED -> run.cancelRequested = true;
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
          EVENT_TYPE_ACTIVITY_TASK_FAILED,
          EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
          EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
          ActivityApplier.resolved(run, event);
      case EVENT_TYPE_TIMER_FIRED -> TimerApplier.fired(run, event);
      case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> RunApplier.signalSeen(run, event);
      case EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED -> RunApplier.optionsUpdated(run, event);
      case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED ->
          ChildApplier.answered(run, event);
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED,
          EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED ->
          ExternalApplier.answered(run, event);
      default -> {}
    }
  }

  private static void applyNote(RunState run, Note record) {
    switch (record) {
      case Note.RequestSeen note ->
          run.requests.put(
              note.requestId(), new RunState.RequestInfo(note.eventType(), note.eventId()));
      case Note.EventBuffered note -> {
        run.buffer.add(note.event());
        run.bufferBytes += note.event().getSerializedSize();
        applyEarly(run, note.event());
      }
      case Note.BufferFlushed _ -> RunApplier.clearBuffer(run);
      case Note.BufferedEventDropped note -> {
        if (note.index() < run.buffer.size()) {
          run.bufferBytes -= run.buffer.remove(note.index()).getSerializedSize();
        }
      }
      case Note.TransientTaskScheduled note -> WorkflowTaskApplier.transientScheduled(run, note);
      case Note.TransientTaskStarted note -> WorkflowTaskApplier.transientStarted(run, note);
      case Note.TransientTaskFailed _ -> WorkflowTaskApplier.transientFailed(run);
      case Note.TaskHeartbeat note -> WorkflowTaskApplier.heartbeat(run, note);
      case Note.TaskInProcess note -> WorkflowTaskApplier.inProcess(run, note);
      case Note.SpeculativeTaskKept note -> WorkflowTaskApplier.speculativeKept(run, note);
      case Note.StickySet note -> run.sticky = new Sticky(note.taskQueue(), note.scheduleToStart());
      case Note.StickyCleared _ -> run.sticky = null;
      case Note.CloseAttempted _ -> run.closeAttempted = true;
      case Note.ActivityStarted note -> ActivityApplier.attemptStarted(run, note);
      case Note.ActivityRetryScheduled note -> ActivityApplier.retryScheduled(run, note);
      case Note.ActivityHeartbeat note -> ActivityApplier.heartbeat(run, note);
      case Note.ActivityIntervention note -> InterventionApplier.apply(run, note);
      case Note.ActivityNotesDropped note -> ActivityApplier.notesDropped(run, note);
      case Note.OwedAdded note -> OwedApplier.added(run, note.owed());
      case Note.OwedSettled note -> OwedApplier.settled(run, note.owedId());
      case Note.CallbackAttempted note -> CallbackApplier.attempted(run, note);
      case Note.SignalsTaken note -> RunApplier.signalsTaken(run, note.requestIds());
      case Note.RunReset note -> ResetApplier.reset(run, note);
      case Note.ResetTo note -> run.resets = run.resets.leadingTo(note.newRunId());
      case Note.DeleteRequested _ -> run.deleteRequested = true;
      case Note.RunDeleted _ -> {} // The state lets go of the run as a whole.
      case Note.Scheduled note -> run.scheduledBy = note.by();
      case Note.TransientTasksDropped note -> WorkflowTaskApplier.tasksDropped(run, note);
    }
  }
}
