package dev.perdure.internal.replay;

import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run's way through its history: the events that it was given, and how far they are taken in.
final class HistoryWalk {
  private List<HistoryEvent> events = List.of();

  /// The index of the event that is taken in next.
  private int next;

  /// The index of the event up to which history is taken in next; -1 when there is none.
  private int boundary = -1;

  /// The index of the event that is looked at next for what the activation before led to.
  private int ahead;

  private long startedEventId;
  private long lastEventId;

  /// The last event that was taken in, which lies behind [#lastEventId] after a roll back.
  private long takenEventId;

  /// Goes on with the events of a workflow task.
  ///
  /// @param startedEventId the start of the task; 0 for none, when only a query is asked
  void goOn(List<HistoryEvent> events, long startedEventId) {
    if (!events.isEmpty() && events.getFirst().getEventId() != lastEventId + 1) {
      throw new IllegalArgumentException(
          "The history goes on with event %d, but the run has seen it up to event %d."
              .formatted(events.getFirst().getEventId(), lastEventId));
    }
    this.events = events;
    this.startedEventId = startedEventId;
    next = events.isEmpty() ? 0 : Math.toIntExact(takenEventId - lastEventId);
    boundary = ActivationBoundaries.next(events, next, startedEventId);
    ahead = events.size(); // what is over is known already
  }

  /// The next of the events that the last activation led to; null when all were looked at.
  @Nullable HistoryEvent lookAhead() {
    return ahead < behind() ? events.get(ahead++) : null;
  }

  /// Whether code has no more to do in these events.
  boolean isAtEnd() {
    return boundary < 0;
  }

  /// What is taken in before code runs again. The last event is the start of the workflow task in
  /// which it does.
  List<HistoryEvent> untilBoundary() {
    return events.subList(next, boundary + 1);
  }

  /// Code runs now, in the workflow task that starts here.
  void passBoundary() {
    lastEventId = events.get(boundary).getEventId();
    takenEventId = lastEventId;
    next = boundary + 1;
    boundary = ActivationBoundaries.next(events, next, startedEventId);
    ahead = next;
  }

  /// The events that the last activation led to, up to the next boundary.
  List<HistoryEvent> led() {
    int behind = behind();
    return next < behind ? events.subList(next, behind) : List.of();
  }

  /// The first of them; null when there is none yet.
  @Nullable HistoryEvent firstLed() {
    return next < events.size() ? events.get(next) : null;
  }

  /// All was taken in, also what lies behind the last boundary.
  void passAll() {
    lastEventId = events.getLast().getEventId();
    takenEventId = lastEventId;
  }

  /// Lets go of the events. What was not taken in comes again with the next task.
  void end() {
    events = List.of();
    next = 0;
    ahead = 0;
    if (lastEventId < startedEventId) {
      throw new IllegalStateException(
          "The workflow task started with event %d, but its history is known only up to event %d."
              .formatted(startedEventId, lastEventId));
    }
  }

  /// The last event of the history as the server knows it.
  long lastEventId() {
    return lastEventId;
  }

  /// Takes back the workflow task that was taken in last: its two events, scheduled and started, do
  /// not exist, and those before them come again with the next task and are passed over.
  ///
  /// @param eventId the event that the history goes on behind
  void rollBack(long eventId) {
    takenEventId = lastEventId - 2;
    lastEventId = eventId;
  }

  /// The index behind the events that the last activation led to.
  private int behind() {
    return boundary < 0 ? events.size() : boundary;
  }
}
