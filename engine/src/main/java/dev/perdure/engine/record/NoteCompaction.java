package dev.perdure.engine.record;

import io.temporal.api.common.v1.Payloads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Drops the notes that later notes have superseded, so that a run whose activity reports for
/// weeks, or which is retried for ever, or whose worker fails for ever, does not grow with each
/// report and attempt.
///
/// Of an activity only the last start, the last retry and the last heartbeat matter, wherever its
/// events stand between them; of transient workflow tasks that follow each other only the last one.
/// The same holds again before each intervention of a client, which changes what the notes mean.
/// What the dropped ones counted goes on in one note.
public final class NoteCompaction {
  private final String runId;
  private final @Nullable JournalRecord[] records;
  private final Map<Long, Activity> activities = new HashMap<>();
  private final Tasks tasks = new Tasks();

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

  /// What was seen of transient workflow tasks, from the end on.
  private static final class Tasks {
    /// Whether only notes of other things stand between here and the start of such a task.
    boolean isFollowed;

    /// The notes of the task that stands before it.
    final List<Integer> notes = new ArrayList<>();

    int firstDropped = -1;
    int dropped;
    int scheduled;
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
        case Note.TransientTaskScheduled _ -> taskScheduled(i);
        case Note.TransientTaskStarted _,
            Note.TransientTaskFailed _,
            Note.TaskInProcess _,
            Note.TaskHeartbeat _ -> {
          if (tasks.isFollowed) {
            tasks.notes.add(i);
          }
        }
        case Note.TransientTasksDropped note -> {
          if (tasks.isFollowed) {
            dropTasks(List.of(i), note.records(), note.tasks());
          }
        }
        case Note.ActivityIntervention note -> close(note.scheduledEventId());
        case Note.RequestSeen _, Note.ResetTo _, Note.DeleteRequested _ -> {}
        case null, default -> {
          tasks.isFollowed = false;
          tasks.notes.clear();
        }
      }
    }
    return left();
  }

  private void taskScheduled(int index) {
    if (tasks.isFollowed) {
      tasks.notes.add(index);
      dropTasks(tasks.notes, tasks.notes.size(), 1);
    }
    tasks.isFollowed = true;
    tasks.notes.clear();
  }

  private void dropTasks(List<Integer> indexes, int stoodFor, int scheduled) {
    for (int index : indexes) {
      records[index] = null;
    }
    tasks.firstDropped = indexes.getLast();
    tasks.dropped += stoodFor;
    tasks.scheduled += scheduled;
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

  /// What stands before here is looked at by itself.
  private void close(long scheduledEventId) {
    var activity = activities.remove(scheduledEventId);
    if (activity != null) {
      countDropped(scheduledEventId, activity);
    }
  }

  private void countDropped(long scheduledEventId, Activity activity) {
    if (activity.dropped > 0) {
      records[activity.firstDropped] =
          new Note.ActivityNotesDropped(
              runId, scheduledEventId, activity.dropped, activity.retries);
    }
  }

  private List<JournalRecord> left() {
    activities.forEach(this::countDropped);
    if (tasks.dropped > 0) {
      records[tasks.firstDropped] =
          new Note.TransientTasksDropped(runId, tasks.dropped, tasks.scheduled);
    }
    var left = new ArrayList<JournalRecord>(records.length);
    for (var record : records) {
      if (record != null) {
        left.add(record);
      }
    }
    return left;
  }
}
