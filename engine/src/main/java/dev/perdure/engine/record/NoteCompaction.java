package dev.perdure.engine.record;

import io.temporal.api.common.v1.Payloads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Drops the notes of activities that later notes have superseded, so that a run whose activity
/// reports for weeks, or is retried for ever, does not grow with each report and attempt.
///
/// Of an activity only the last start, the last retry and the last heartbeat matter, wherever its
/// events stand between them. What the dropped ones counted goes on in one note.
public final class NoteCompaction {
  private final String runId;
  private final @Nullable JournalRecord[] records;
  private final Map<Long, Activity> activities = new HashMap<>();

  private NoteCompaction(List<? extends JournalRecord> records) {
    runId = records.isEmpty() ? "" : records.getFirst().runId();
    this.records = records.toArray(JournalRecord[]::new);
  }

  /// What was seen of one activity, from the end on.
  private static final class Activity {
    boolean isStartSeen;
    boolean isRetrySeen;
    int heartbeat = -1;
    int firstDropped = -1;
    int dropped;
    int retries;
  }

  /// The records without those that are superseded. They fold to the very same state, also in front
  /// of others; and compacting the result together with what follows drops more.
  ///
  /// @param records of one run, any stretch of them
  public static List<JournalRecord> compact(List<? extends JournalRecord> records) {
    return new NoteCompaction(records).compact();
  }

  private List<JournalRecord> compact() {
    for (int i = records.length - 1; i >= 0; i--) {
      switch (records[i]) {
        case Note.ActivityStarted note -> {
          var activity = activity(note.scheduledEventId());
          if (activity.isStartSeen) {
            drop(activity, i, 1, 0);
          }
          activity.isStartSeen = true;
        }
        case Note.ActivityRetryScheduled note -> {
          var activity = activity(note.scheduledEventId());
          if (activity.isRetrySeen) {
            drop(activity, i, 1, 1);
          }
          activity.isRetrySeen = true;
        }
        case Note.ActivityHeartbeat note -> heartbeat(activity(note.scheduledEventId()), i, note);
        case Note.ActivityNotesDropped note ->
            drop(activity(note.scheduledEventId()), i, note.records(), note.retries());
        case null, default -> {}
      }
    }
    return left();
  }

  private Activity activity(long scheduledEventId) {
    return activities.computeIfAbsent(scheduledEventId, _ -> new Activity());
  }

  private void drop(Activity activity, int index, int stoodFor, int retries) {
    records[index] = null;
    activity.firstDropped = index;
    activity.dropped += stoodFor;
    activity.retries += retries;
  }

  /// A heartbeat without details left those of an earlier one in force.
  private void heartbeat(Activity activity, int index, Note.ActivityHeartbeat note) {
    if (activity.heartbeat < 0) {
      activity.heartbeat = index;
      return;
    }
    if (records[activity.heartbeat] instanceof Note.ActivityHeartbeat last
        && last.details() == null) {
      records[activity.heartbeat] = withDetails(last, note.details());
    }
    drop(activity, index, 1, 0);
  }

  private static Note withDetails(Note.ActivityHeartbeat note, @Nullable Payloads details) {
    return new Note.ActivityHeartbeat(note.runId(), note.scheduledEventId(), note.time(), details);
  }

  private List<JournalRecord> left() {
    activities.forEach(
        (scheduledEventId, activity) -> {
          if (activity.dropped > 0) {
            records[activity.firstDropped] =
                new Note.ActivityNotesDropped(
                    runId, scheduledEventId, activity.dropped, activity.retries);
          }
        });
    var left = new ArrayList<JournalRecord>(records.length);
    for (var record : records) {
      if (record != null) {
        left.add(record);
      }
    }
    return left;
  }
}
