package dev.perdure.engine.record;

import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A durable fact that has no history event: an attempt started, a retry scheduled, a heartbeat, …
///
/// The set is closed and versioned: a kind, once released, is read for ever. A history without its
/// notes (one that was imported or reset) still folds: each note's absence has a meaning.
public sealed interface Note extends JournalRecord {
  /// A request that may be repeated was carried out by this event: a repeat gets the same answer.
  record RequestSeen(String runId, String requestId, EventType eventType, long eventId)
      implements Note {}

  /// An event arrived while a workflow task was running. It has no id yet.
  record EventBuffered(String runId, HistoryEvent event) implements Note {}

  /// The buffer's events follow, numbered, in this same transition.
  record BufferFlushed(String runId) implements Note {}

  /// A buffered event never happened: its timer was canceled in time.
  ///
  /// @param index its place in the buffer, from 0
  record BufferedEventDropped(String runId, int index) implements Note {}

  /// A workflow task was scheduled after a failed one, without an event.
  record TransientTaskScheduled(
      String runId, int attempt, Instant scheduledTime, Duration startToClose) implements Note {}

  /// A worker took the transient workflow task; the attributes become its event on completion.
  record TransientTaskStarted(
      String runId, Instant startedTime, WorkflowTaskStartedEventAttributes attributes)
      implements Note {}

  /// A transient workflow task failed or timed out, without an event.
  record TransientTaskFailed(String runId) implements Note {}

  /// The workflow task just scheduled carries on for one that its worker keeps alive.
  ///
  /// @param originalScheduledTime when the first of them was scheduled
  record TaskHeartbeat(String runId, Instant originalScheduledTime) implements Note {}

  /// The workflow task just scheduled was a speculative one until now, and may be with a worker: it
  /// keeps what that worker knows it by.
  ///
  /// @param stamp the stamp in its token
  /// @param scheduleToStart how long it may wait for a worker; zero for ever
  record SpeculativeTaskKept(String runId, long stamp, Duration scheduleToStart) implements Note {}

  /// The running workflow task is in the server's own process and dies with it.
  ///
  /// @param epoch the number of the server's boot
  record TaskInProcess(String runId, long epoch) implements Note {}

  /// The worker that completed the last workflow task keeps the run's state: ask it first.
  record StickySet(String runId, String taskQueue, Duration scheduleToStart) implements Note {}

  /// No worker keeps the run's state any more.
  record StickyCleared(String runId) implements Note {}

  /// The workflow tried to close while events were waiting: hold off new ones until it could.
  record CloseAttempted(String runId) implements Note {}

  /// Something about an activity.
  sealed interface OfActivity extends Note {
    long scheduledEventId();
  }

  /// A worker took an attempt of an activity.
  ///
  /// @param epoch the server's boot if the worker runs in its process, else 0
  record ActivityStarted(
      String runId,
      long scheduledEventId,
      int attempt,
      Instant startedTime,
      String requestId,
      String identity,
      long epoch)
      implements OfActivity {}

  /// An attempt of an activity failed and another one follows.
  ///
  /// @param attempt the number of the attempt to come
  /// @param time when the last attempt ended
  /// @param scheduledTime when the attempt to come is due
  record ActivityRetryScheduled(
      String runId,
      long scheduledEventId,
      int attempt,
      Instant time,
      Instant scheduledTime,
      Failure lastFailure)
      implements OfActivity {}

  /// An activity's worker says that it is alive.
  ///
  /// @param details what it has reached; null keeps what was said before
  record ActivityHeartbeat(
      String runId, long scheduledEventId, Instant time, @Nullable Payloads details)
      implements OfActivity {}

  /// Notes of an activity were dropped, since later ones say all that still matters.
  ///
  /// @param records how many this one stands for
  /// @param retries how many of them scheduled a retry
  record ActivityNotesDropped(String runId, long scheduledEventId, int records, int retries)
      implements OfActivity {}

  /// The workflow id has something to tell another one; or had, when this run began.
  record OwedAdded(String runId, Owed owed) implements Note {}

  /// What was owed has been answered.
  ///
  /// @param owedId names it
  record OwedSettled(String runId, String owedId) implements Note {}

  /// An attempt to tell somebody outside how a run has ended is over.
  ///
  /// @param owedId names what was owed
  /// @param time when the attempt ended
  /// @param failure why it failed, null if it was told
  /// @param next when it is tried again, null if it is not
  record CallbackAttempted(
      String runId, String owedId, Instant time, @Nullable Failure failure, @Nullable Instant next)
      implements Note {}

  /// An action of a schedule has started this run, or its chain.
  record Scheduled(String runId, ScheduledBy by) implements Note {}

  /// Signals of other workflows that former runs of the chain have taken: one that comes again is
  /// known.
  record SignalsTaken(String runId, List<String> requestIds) implements Note {
    public SignalsTaken {
      requestIds = List.copyOf(requestIds);
    }
  }

  /// The events of this run so far are those of another one, which was reset to this point.
  ///
  /// @param bases the runs that lie behind, the oldest first and the one that was reset last
  /// @param requestId the reset's
  /// @param startRequestId that of the start which began it all, empty if it had none
  /// @param time when the reset was made, which is when this run starts
  record RunReset(
      String runId, List<String> bases, String requestId, String startRequestId, Instant time)
      implements Note {
    public RunReset {
      bases = List.copyOf(bases);
    }
  }

  /// This run was reset, and another one goes on from a point of its history.
  record ResetTo(String runId, String newRunId) implements Note {}

  /// The run is to be deleted as soon as it is closed and owes nothing to anybody.
  record DeleteRequested(String runId) implements Note {}

  /// The run is deleted: nothing is known of it any more.
  record RunDeleted(String runId) implements Note {}

  /// Notes of transient workflow tasks were dropped, since later ones say all that still matters.
  ///
  /// @param records how many this one stands for
  /// @param tasks how many of them scheduled a task
  record TransientTasksDropped(String runId, int records, int tasks) implements Note {}

  /// A client has intervened in an activity.
  sealed interface ActivityIntervention extends OfActivity {}

  /// A client holds an activity back: no new attempt begins, and no timeout strikes.
  record ActivityPaused(
      String runId,
      long scheduledEventId,
      Instant time,
      String identity,
      String reason,
      String requestId)
      implements ActivityIntervention {}

  /// A client lets an activity go on.
  ///
  /// @param resetAttempts whether the attempts are counted anew
  /// @param resetHeartbeat whether what it reported is forgotten
  /// @param scheduledTime when the next attempt is due; null if one is running
  record ActivityUnpaused(
      String runId,
      long scheduledEventId,
      boolean resetAttempts,
      boolean resetHeartbeat,
      @Nullable Instant scheduledTime)
      implements ActivityIntervention {}

  /// A client has an activity begin anew.
  ///
  /// @param resetHeartbeat whether what it reported is forgotten with the next attempt
  /// @param restoreOptions whether it gets back the options with which it was scheduled
  /// @param unpause whether a pause ends
  /// @param scheduledTime when the first attempt is due; null if one is running, or it is paused
  record ActivityReset(
      String runId,
      long scheduledEventId,
      boolean resetHeartbeat,
      boolean restoreOptions,
      boolean unpause,
      @Nullable Instant scheduledTime)
      implements ActivityIntervention {}

  /// A client has changed an activity's options.
  ///
  /// @param options all of them as they are now; null for those with which it was scheduled
  /// @param scheduledTime when the next attempt is due; null if one is running
  record ActivityOptionsUpdated(
      String runId,
      long scheduledEventId,
      @Nullable ActivityOptions options,
      @Nullable Instant scheduledTime)
      implements ActivityIntervention {}

  /// What an activity reported is forgotten, as a client wished when its last attempt was running.
  record ActivityHeartbeatForgotten(String runId, long scheduledEventId)
      implements ActivityIntervention {}
}
