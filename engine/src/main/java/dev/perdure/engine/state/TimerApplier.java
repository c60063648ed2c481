package dev.perdure.engine.state;

import io.temporal.api.history.v1.HistoryEvent;

/// Applies the events of user timers.
final class TimerApplier {
  private TimerApplier() {}

  static void started(RunState run, HistoryEvent event) {
    var attributes = event.getTimerStartedEventAttributes();
    run.timers.put(
        attributes.getTimerId(),
        new PendingTimer(
            attributes.getTimerId(),
            event.getEventId(),
            Times.instant(event.getEventTime())
                .plus(Times.duration(attributes.getStartToFireTimeout()))));
  }

  static void fired(RunState run, HistoryEvent event) {
    var attributes = event.getTimerFiredEventAttributes();
    remove(run, attributes.getTimerId(), attributes.getStartedEventId());
  }

  static void canceled(RunState run, HistoryEvent event) {
    var attributes = event.getTimerCanceledEventAttributes();
    remove(run, attributes.getTimerId(), attributes.getStartedEventId());
  }

  /// The name may have been taken by a new timer since the event was buffered.
  private static void remove(RunState run, String timerId, long startedEventId) {
    var timer = run.timers.get(timerId);
    if (timer != null && timer.startedEventId() == startedEventId) {
      run.timers.remove(timerId);
    }
  }
}
