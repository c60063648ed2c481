package dev.perdure.engine.record;

import com.google.protobuf.ByteString;
import io.temporal.api.history.v1.HistoryEvent;
import org.jspecify.annotations.Nullable;

/// A history event: what clients see, stored as the very bytes that they get.
public final class Event implements JournalRecord {
  private final String runId;
  private final HistoryEvent event;
  private @Nullable ByteString bytes;

  public Event(String runId, HistoryEvent event) {
    this.runId = runId;
    this.event = event;
  }

  /// An event whose wire form is known already, as one just read from the store.
  public Event(String runId, HistoryEvent event, ByteString bytes) {
    this(runId, event);
    this.bytes = bytes;
  }

  @Override
  public String runId() {
    return runId;
  }

  public HistoryEvent event() {
    return event;
  }

  /// The event's number in its run's history, from 1.
  public long id() {
    return event.getEventId();
  }

  /// The event's wire form. Made once, by whoever asks first; a race only makes it twice.
  public ByteString bytes() {
    var made = bytes;
    if (made == null) {
      made = event.toByteString();
      bytes = made;
    }
    return made;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other instanceof Event that && runId.equals(that.runId) && event.equals(that.event));
  }

  @Override
  public int hashCode() {
    return runId.hashCode() * 31 + Long.hashCode(event.getEventId());
  }

  @Override
  public String toString() {
    return "Event[" + runId + " " + event.getEventId() + " " + event.getEventType() + "]";
  }
}
