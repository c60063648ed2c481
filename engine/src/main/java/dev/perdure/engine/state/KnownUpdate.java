package dev.perdure.engine.state;

/// An update that the history tells of. It stays known for as long as the run is kept, so that a
/// repeated request finds it.
///
/// @param admittedEventId the event that handed it on from a run that was reset, or 0
/// @param acceptedEventId the event by which the workflow accepted it; 0 before that
/// @param completedEventId the event with its outcome; 0 before that
public record KnownUpdate(long admittedEventId, long acceptedEventId, long completedEventId) {
  public boolean isAccepted() {
    return acceptedEventId != 0;
  }

  public boolean isCompleted() {
    return completedEventId != 0;
  }
}
