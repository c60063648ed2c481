package dev.perdure.engine.state;

import dev.perdure.engine.record.CompletionCallback;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.ScheduledBy;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskCompletedEventAttributes;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.workflow.v1.ResetPointInfo;
import io.temporal.api.workflow.v1.VersioningOverride;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// One run: the fold of its records. Reading is for everybody, writing for the appliers.
///
/// Pending things are immutable records in maps that keep their order, so that a savepoint is a
/// shallow copy.
public final class RunState {
  final EntityKey key;
  final String runId;
  final Volatile unstored;

  // History.
  final ArrayList<Event> events;
  long historyBytes;
  long transitions;

  // What the run is.
  WorkflowExecutionStartedEventAttributes started =
      WorkflowExecutionStartedEventAttributes.getDefaultInstance();
  UserMetadata userMetadata = UserMetadata.getDefaultInstance();
  Instant startTime = Instant.EPOCH;
  Duration runTimeout = Duration.ZERO;
  Duration workflowTaskTimeout = Duration.ZERO;
  @Nullable Instant runExpiration;
  @Nullable Instant executionExpiration;
  @Nullable Instant backoffUntil;
  Map<String, Payload> memo = Map.of();
  Map<String, Payload> searchAttributes = Map.of();
  Priority priority = Priority.getDefaultInstance();
  @Nullable VersioningOverride versioningOverride;
  final LinkedHashMap<String, RequestInfo> requests;

  // Resets and deletes.
  Resets resets = Resets.NONE;
  List<String> signalsTaken = List.of();
  boolean deleteRequested;

  // How far it is.
  WorkflowExecutionStatus status = WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  @Nullable Instant closeTime;
  boolean cancelRequested;
  boolean closeAttempted;
  final SequencedSet<String> signalRequestIds;
  int signalCount;
  final ArrayList<HistoryEvent> buffer;
  long bufferBytes;

  // Workflow tasks.
  @Nullable PendingWorkflowTask workflowTask;
  @Nullable Sticky sticky;
  int taskAttempt = 1;
  int formerTaskProblems;
  @Nullable TaskProblem lastTaskProblem;
  long taskStamp;
  long previousStartedEventId;
  final ArrayList<ResetPointInfo> resetPoints;
  WorkflowTaskCompletedEventAttributes lastWorker =
      WorkflowTaskCompletedEventAttributes.getDefaultInstance();

  // Pending things.
  final Map<Long, PendingActivity> activities;
  final Map<String, Long> activityIds;
  final Map<String, PendingTimer> timers;

  // Others: most runs have none of these, so they have no map until there is something in it.
  Map<Long, PendingChild> children = Map.of();
  Map<Long, PendingExternal> externals = Map.of();
  Map<String, Owed> owed = Map.of();
  Map<String, CompletionCallback> callbacks = Map.of();
  @Nullable ScheduledBy scheduledBy;

  // Updates that events tell of.
  Map<String, KnownUpdate> updates = Map.of();
  int runningUpdates;

  /// The event that carried out a request that may be repeated.
  public record RequestInfo(EventType eventType, long eventId) {}

  RunState(EntityKey key, String runId) {
    this.key = key;
    this.runId = runId;
    unstored = new Volatile();
    events = new ArrayList<>();
    requests = new LinkedHashMap<>();
    signalRequestIds = new LinkedHashSet<>();
    buffer = new ArrayList<>();
    resetPoints = new ArrayList<>();
    activities = new LinkedHashMap<>();
    activityIds = new HashMap<>();
    timers = new LinkedHashMap<>();
  }

  /// A copy to come back to. The two share the events, the request ids and the updates, which may
  /// be many and only grow: whoever comes back cuts them to what they were.
  RunState(RunState other) {
    key = other.key;
    runId = other.runId;
    unstored = other.unstored;
    events = other.events;
    historyBytes = other.historyBytes;
    transitions = other.transitions;
    started = other.started;
    userMetadata = other.userMetadata;
    startTime = other.startTime;
    runTimeout = other.runTimeout;
    workflowTaskTimeout = other.workflowTaskTimeout;
    runExpiration = other.runExpiration;
    executionExpiration = other.executionExpiration;
    backoffUntil = other.backoffUntil;
    memo = other.memo;
    searchAttributes = other.searchAttributes;
    priority = other.priority;
    versioningOverride = other.versioningOverride;
    requests = other.requests;
    resets = other.resets;
    signalsTaken = other.signalsTaken;
    deleteRequested = other.deleteRequested;
    status = other.status;
    closeTime = other.closeTime;
    cancelRequested = other.cancelRequested;
    closeAttempted = other.closeAttempted;
    signalRequestIds = other.signalRequestIds;
    signalCount = other.signalCount;
    buffer = new ArrayList<>(other.buffer);
    bufferBytes = other.bufferBytes;
    workflowTask = other.workflowTask;
    sticky = other.sticky;
    taskAttempt = other.taskAttempt;
    formerTaskProblems = other.formerTaskProblems;
    lastTaskProblem = other.lastTaskProblem;
    taskStamp = other.taskStamp;
    previousStartedEventId = other.previousStartedEventId;
    resetPoints = new ArrayList<>(other.resetPoints);
    lastWorker = other.lastWorker;
    activities = new LinkedHashMap<>(other.activities);
    activityIds = new HashMap<>(other.activityIds);
    timers = new LinkedHashMap<>(other.timers);
    children = copy(other.children);
    externals = copy(other.externals);
    owed = copy(other.owed);
    callbacks = copy(other.callbacks);
    scheduledBy = other.scheduledBy;
    updates = other.updates;
    runningUpdates = other.runningUpdates;
  }

  private static <K, V> Map<K, V> copy(Map<K, V> map) {
    return map.isEmpty() ? Map.of() : new LinkedHashMap<>(map);
  }

  /// Cuts what is shared with a later state back to what it was.
  void truncate(int eventCount, int signalRequestCount, int requestCount) {
    events.subList(eventCount, events.size()).clear();
    while (requests.size() > requestCount) {
      requests.pollLastEntry();
    }
    while (signalRequestIds.size() > signalRequestCount) {
      signalRequestIds.removeLast();
    }
    UpdateApplier.cut(this, eventCount);
  }

  public String namespace() {
    return key.namespace();
  }

  public String workflowId() {
    return key.id();
  }

  public String runId() {
    return runId;
  }

  public WorkflowExecution execution() {
    return WorkflowExecution.newBuilder().setWorkflowId(key.id()).setRunId(runId).build();
  }

  /// The history so far, the event with id `n` at index `n - 1`. A live view.
  public List<Event> events() {
    return Collections.unmodifiableList(events);
  }

  /// A copy of the history from event `firstId` on, which stays as it is.
  public List<Event> eventsFrom(long firstId) {
    return List.copyOf(events.subList((int) Math.min(firstId - 1, events.size()), events.size()));
  }

  /// One event of the history.
  public HistoryEvent event(long id) {
    return events.get((int) id - 1).event();
  }

  /// The id of the last event, 0 if there is none.
  public long lastEventId() {
    return events.size();
  }

  /// The id that the next event gets.
  public long nextEventId() {
    return events.size() + 1L;
  }

  /// The size of the history's events in bytes.
  public long historyBytes() {
    return historyBytes;
  }

  /// How many records made this state.
  public long transitions() {
    return transitions;
  }

  /// The run's first event.
  public WorkflowExecutionStartedEventAttributes started() {
    return started;
  }

  /// The first ancestor, the run itself if it has no parent.
  public WorkflowExecution root() {
    return started.hasRootWorkflowExecution() ? started.getRootWorkflowExecution() : execution();
  }

  public UserMetadata userMetadata() {
    return userMetadata;
  }

  public String workflowType() {
    return started.getWorkflowType().getName();
  }

  /// The normal task queue.
  public String taskQueue() {
    return started.getTaskQueue().getName();
  }

  public Instant startTime() {
    return startTime;
  }

  /// When the first workflow task is due: the start plus its delay.
  public Instant executionTime() {
    return startTime.plus(Times.duration(started.getFirstWorkflowTaskBackoff()));
  }

  /// Zero if there is none.
  public Duration runTimeout() {
    return runTimeout;
  }

  public Duration workflowTaskTimeout() {
    return workflowTaskTimeout;
  }

  /// When the run times out, null if never.
  public @Nullable Instant runExpiration() {
    return runExpiration;
  }

  /// When the run's chain times out, null if never.
  public @Nullable Instant executionExpiration() {
    return executionExpiration;
  }

  /// Until when the first workflow task is held back; null once it was scheduled.
  public @Nullable Instant backoffUntil() {
    return backoffUntil;
  }

  public Map<String, Payload> memo() {
    return Collections.unmodifiableMap(memo);
  }

  public Map<String, Payload> searchAttributes() {
    return Collections.unmodifiableMap(searchAttributes);
  }

  /// The priority of its tasks, all defaults if it has none.
  public Priority priority() {
    return priority;
  }

  /// The versioning that a client has set in place of the workflow's own, null if none has.
  public @Nullable VersioningOverride versioningOverride() {
    return versioningOverride;
  }

  public Resets resets() {
    return resets;
  }

  /// Whether this is the run, or one that a reset made from it.
  public boolean continuesAfterReset(String formerRunId) {
    return runId.equals(formerRunId) || resets.bases().contains(formerRunId);
  }

  /// Whether the run is to be deleted as soon as it can be.
  public boolean deleteRequested() {
    return deleteRequested;
  }

  /// The request that started the run, empty if none did.
  public String startRequestId() {
    for (var entry : requests.entrySet()) {
      if (entry.getValue().eventId() == 1) {
        return entry.getKey();
      }
    }
    return "";
  }

  /// The requests that this run must know again, by request id.
  public Map<String, RequestInfo> requests() {
    return Collections.unmodifiableMap(requests);
  }

  public WorkflowExecutionStatus status() {
    return status;
  }

  public boolean isOpen() {
    return status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  /// Null while the run is open.
  public @Nullable Instant closeTime() {
    return closeTime;
  }

  public boolean cancelRequested() {
    return cancelRequested;
  }

  /// Whether the workflow tried to close while events were waiting.
  public boolean closeAttempted() {
    return closeAttempted;
  }

  public boolean knowsSignal(String requestId) {
    return signalRequestIds.contains(requestId);
  }

  /// The signals in the history.
  public int signalCount() {
    return signalCount;
  }

  /// The events that wait for the running workflow task to end; they have no ids yet.
  public List<HistoryEvent> buffer() {
    return Collections.unmodifiableList(buffer);
  }

  public long bufferBytes() {
    return bufferBytes;
  }

  /// The task that waits for a worker or is running, real or speculative.
  public @Nullable PendingWorkflowTask workflowTask() {
    return workflowTask != null ? workflowTask : unstored.speculativeTask();
  }

  /// Whether the pending workflow task is one that only memory knows.
  public boolean isWorkflowTaskSpeculative() {
    return workflowTask == null && unstored.speculativeTask() != null;
  }

  public boolean isWorkflowTaskStarted() {
    var task = workflowTask();
    return task != null && task.isStarted();
  }

  public @Nullable Sticky sticky() {
    return sticky;
  }

  /// The attempt that the pending workflow task has, or else the next one will have.
  public int taskAttempt() {
    var task = workflowTask();
    return task != null ? task.attempt() : taskAttempt;
  }

  /// The started event of the last completed workflow task, 0 if none was completed.
  public long previousStartedEventId() {
    return previousStartedEventId;
  }

  /// What the worker said of itself that completed the last workflow task; all defaults if none was
  /// completed.
  public WorkflowTaskCompletedEventAttributes lastWorker() {
    return lastWorker;
  }

  public List<ResetPointInfo> resetPoints() {
    return Collections.unmodifiableList(resetPoints);
  }

  /// The unresolved activities, in the order in which they were scheduled.
  public Collection<PendingActivity> activities() {
    return Collections.unmodifiableCollection(activities.values());
  }

  public @Nullable PendingActivity activity(long scheduledEventId) {
    return activities.get(scheduledEventId);
  }

  public @Nullable PendingActivity activity(String activityId) {
    Long id = activityIds.get(activityId);
    return id == null ? null : activities.get(id);
  }

  /// The timers that have neither fired nor been canceled, in the order in which they were started.
  public Collection<PendingTimer> timers() {
    return Collections.unmodifiableCollection(timers.values());
  }

  public @Nullable PendingTimer timer(String timerId) {
    return timers.get(timerId);
  }

  /// The children that have not ended, in the order in which the workflow asked for them.
  public Collection<PendingChild> children() {
    return Collections.unmodifiableCollection(children.values());
  }

  public @Nullable PendingChild child(long initiatedEventId) {
    return children.get(initiatedEventId);
  }

  /// The signals and cancel requests to other workflows that have no answer, in order.
  public Collection<PendingExternal> externals() {
    return Collections.unmodifiableCollection(externals.values());
  }

  public @Nullable PendingExternal external(long initiatedEventId) {
    return externals.get(initiatedEventId);
  }

  /// What this workflow id still has to tell others about runs that may be closed. Of the current
  /// run only: what a former run had left is handed on.
  public Collection<Owed> owed() {
    return Collections.unmodifiableCollection(owed.values());
  }

  public @Nullable Owed owed(String id) {
    return owed.get(id);
  }

  /// Whether other workflows are still to be told something. (Somebody outside may be away for
  /// ever.)
  public boolean owesWorkflows() {
    for (var one : owed.values()) {
      if (!(one instanceof Owed.Callback)) {
        return true;
      }
    }
    return false;
  }

  /// The action of a schedule that started the run or its chain, null if none did.
  public @Nullable ScheduledBy scheduledBy() {
    return scheduledBy;
  }

  /// Those who want to be told how the run ends, in the order in which they came.
  public Collection<CompletionCallback> callbacks() {
    return Collections.unmodifiableCollection(callbacks.values());
  }

  /// The update, if an event tells of it.
  public @Nullable KnownUpdate knownUpdate(String updateId) {
    return updates.get(updateId);
  }

  /// The updates that events tell of, in their order.
  public Map<String, KnownUpdate> knownUpdates() {
    return Collections.unmodifiableMap(updates);
  }

  /// How many updates were accepted and are not completed.
  public int runningUpdates() {
    return runningUpdates;
  }

  /// The request ids of the last signals of other workflows.
  public List<String> signalsTaken() {
    return signalsTaken;
  }

  /// The part that a crash may take.
  public Volatile unstored() {
    return unstored;
  }

  /// The virtual events of a transient workflow task that is running, or of a speculative one: the
  /// last page of the history shows them.
  public List<HistoryEvent> transientEvents() {
    var task = workflowTask();
    return task != null && (isWorkflowTaskSpeculative() || (task.isTransient() && task.isStarted()))
        ? TransientTask.events(this, task)
        : List.of();
  }

  /// What lists and describe show of this run.
  public RunSummary summary() {
    return RunSummary.of(this);
  }
}
