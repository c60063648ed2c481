package dev.perdure.engine.state;

import dev.perdure.engine.record.Note;
import java.util.ArrayList;
import java.util.List;

/// What resets have made of a run, and it of others.
///
/// @param bases the runs whose history it carries on, the oldest first; empty if it was not made by
///   a reset. Very old ones are left out
/// @param eventId the event behind which its own history begins after the last reset, 0 if there
///   was none
/// @param requestId the request that made it, empty if none did
/// @param nextRunId the last run that a reset of it has made, empty if there is none
public record Resets(List<String> bases, long eventId, String requestId, String nextRunId) {
  static final Resets NONE = new Resets(List.of(), 0, "", "");

  /// Whether a reset made the run.
  public boolean isReset() {
    return !bases.isEmpty();
  }

  Resets made(Note.RunReset note) {
    return new Resets(note.bases(), eventId, note.requestId(), nextRunId);
  }

  /// The run's children report to this one in place of the base.
  Resets basedOn(String base, long atEventId) {
    if (bases.contains(base)) {
      return new Resets(bases, atEventId, requestId, nextRunId);
    }
    var all = new ArrayList<>(bases);
    all.add(base);
    return new Resets(List.copyOf(all), atEventId, requestId, nextRunId);
  }

  Resets leadingTo(String runId) {
    return new Resets(bases, eventId, requestId, runId);
  }
}
