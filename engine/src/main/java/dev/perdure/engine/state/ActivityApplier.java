package dev.perdure.engine.state;

import dev.perdure.engine.record.Note;
import io.temporal.api.history.v1.HistoryEvent;

/// Applies the events and notes of activities.
final class ActivityApplier {
  private ActivityApplier() {}

  static void scheduled(RunState run, HistoryEvent event) {
    var activity =
        PendingActivity.scheduled(
            event.getEventId(),
            event.getActivityTaskScheduledEventAttributes(),
            Times.instant(event.getEventTime()));
    run.activities.put(event.getEventId(), activity);
    run.activityIds.put(activity.activityId(), event.getEventId());
  }

  static void cancelRequested(RunState run, HistoryEvent event) {
    run.activities.computeIfPresent(
        event.getActivityTaskCancelRequestedEventAttributes().getScheduledEventId(),
        (_, activity) -> activity.withCancelRequested(event.getEventId()));
  }

  static void resolved(RunState run, HistoryEvent event) {
    long id = scheduledEventId(event);
    var activity = run.activities.remove(id);
    if (activity != null) {
      run.activityIds.remove(activity.activityId(), id);
      run.unstored.activityGone(activity);
      if (activity.isPaused()) {
        InterventionApplier.showPauses(run);
      }
    }
  }

  /// An offer that was made of the activity as it was is void if its stamp has changed.
  static void replace(RunState run, PendingActivity activity, PendingActivity changed) {
    run.activities.put(activity.scheduledEventId(), changed);
    if (changed.stamp() != activity.stamp()) {
      run.unstored.offerVoid(activity);
    }
  }

  private static long scheduledEventId(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
          event.getActivityTaskCompletedEventAttributes().getScheduledEventId();
      case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
          event.getActivityTaskFailedEventAttributes().getScheduledEventId();
      case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
          event.getActivityTaskTimedOutEventAttributes().getScheduledEventId();
      default -> event.getActivityTaskCanceledEventAttributes().getScheduledEventId();
    };
  }

  static void attemptStarted(RunState run, Note.ActivityStarted note) {
    run.activities.computeIfPresent(
        note.scheduledEventId(),
        (_, activity) ->
            activity.started(
                note.attempt(),
                note.startedTime(),
                note.requestId(),
                note.identity(),
                note.epoch()));
  }

  static void retryScheduled(RunState run, Note.ActivityRetryScheduled note) {
    run.activities.computeIfPresent(
        note.scheduledEventId(),
        (_, activity) ->
            activity.retried(
                note.attempt(), note.time(), note.scheduledTime(), note.lastFailure()));
  }

  /// The others of the dropped notes left nothing behind but their number.
  static void notesDropped(RunState run, Note.ActivityNotesDropped note) {
    run.transitions += note.records() - 1L;
    run.activities.computeIfPresent(
        note.scheduledEventId(), (_, activity) -> activity.withRetriesSkipped(note.retries()));
  }

  static void heartbeat(RunState run, Note.ActivityHeartbeat note) {
    run.activities.computeIfPresent(
        note.scheduledEventId(), (_, activity) -> activity.heartbeat(note.time(), note.details()));
  }
}
