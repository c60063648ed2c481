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

  @Override
  public String runId() {
    return runId;
  }

  public HistoryEvent event() {
    return event;
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
}
