package dev.perdure.internal.replay;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.sdk.v1.WorkflowTaskCompletedMetadata;
import io.temporal.api.update.v1.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The replay core of one run: takes in history events and what workflow code asks for, gives out
/// activations and commands.
///
/// What code waits for is named by a sequence number, counted per kind from 1; who waits is not
/// known here. Every event that a command causes is compared with the command that code makes when
/// it runs again, so code that changed is noticed.
public final class WorkflowMachines {
  private final List<Job> jobs = new ArrayList<>(1);
  private final CommandQueue commands = new CommandQueue();
  private final Sequence activityNumbers = new Sequence();
  private final Activities activities = new Activities(commands, jobs, activityNumbers);
  private final LocalActivities localActivities =
      new LocalActivities(commands, jobs, activityNumbers);
  private final Timers timers = new Timers(commands, jobs);
  private final Patches patches = new Patches(commands);
  private final UpdateMessages updates = new UpdateMessages(commands, jobs);
  private @Nullable OtherWorkflows otherWorkflows;
  private final Closing closing = new Closing(commands);
  private final HistoryWalk history = new HistoryWalk();
  private WorkflowTaskStartedEventAttributes taskStarted =
      WorkflowTaskStartedEventAttributes.getDefaultInstance();

  /// Whether the history is all that there will ever be.
  private boolean whole;

  private long previousStartedEventId;
  private Timestamp time = Timestamp.getDefaultInstance();
  private WorkflowTaskCompletedMetadata lastMetadata =
      WorkflowTaskCompletedMetadata.getDefaultInstance();

  /// Adds the events of a workflow task, which go on behind [#lastEventId].
  ///
  /// @param messages what came with the task besides them
  /// @param previousStartedEventId the start of the last completed workflow task
  /// @param startedEventId the start of this one; 0 for none, when only a query is asked
  public void addHistory(
      List<HistoryEvent> events,
      List<Message> messages,
      long previousStartedEventId,
      long startedEventId) {
    history.goOn(events, startedEventId);
    updates.arrived(messages);
    this.previousStartedEventId = previousStartedEventId;
  }

  /// Adds a whole history, which is compared to its end: also with what came of the last workflow
  /// task that was completed.
  public void addWholeHistory(List<HistoryEvent> events) {
    whole = true;
    addHistory(events, List.of(), Long.MAX_VALUE, 0);
  }

  /// Takes in the history up to the next point at which workflow code runs; null when there is
  /// none. The code has run since the call before.
  ///
  /// In replay, local activities end here too: each one that its marker says ended in the same
  /// workflow task gets an activation of its own, in the order of the markers, as it had when it
  /// ran.
  ///
  /// @throws NondeterminismException when the history disagrees with what code asked for before
  public @Nullable Activation next() {
    localActivities.release();
    for (var event = history.lookAhead(); event != null; event = history.lookAhead()) {
      LocalActivityMarker marker =
          LocalActivityMarker.isIn(event) ? localActivities.ahead(event) : null;
      if (marker != null) {
        moveTime(marker.completeTime());
        return activation();
      }
    }
    if (history.isAtEnd()) {
      finish();
      return null;
    }
    List<HistoryEvent> due = history.untilBoundary();
    due.forEach(this::take);
    HistoryEvent started = due.getLast();
    commands.requireConfirmed(started.getEventId());
    taskStarted = started.getWorkflowTaskStartedEventAttributes();
    moveTime(started.getEventTime());
    history.passBoundary();
    List<HistoryEvent> led = history.led();
    patches.lookAhead(led);
    updates.lookAhead(led);
    return activation();
  }

  /// Code must never see the time go back, although servers' clocks may.
  private void moveTime(@Nullable Timestamp to) {
    if (to != null && Timestamps.compare(to, time) > 0) {
      time = to;
    }
  }

  private Activation activation() {
    List<Job> sorted = new ArrayList<>(jobs);
    sorted.sort(Comparator.comparingInt(Job::rank));
    jobs.clear();
    return new Activation(
        history.lastEventId() <= previousStartedEventId,
        time,
        history.lastEventId(),
        taskStarted.getHistorySizeBytes(),
        taskStarted.getSuggestContinueAsNew(),
        taskStarted.getSuggestContinueAsNewReasonsList(),
        taskStarted.getTargetWorkerDeploymentVersionChanged(),
        version(),
        sorted);
  }

  /// The version of who completed the workflow task at whose start the history is now; null when
  /// nobody did yet.
  private Activation.@Nullable Version version() {
    HistoryEvent following = history.firstLed();
    return following != null && following.hasWorkflowTaskCompletedEventAttributes()
        ? Activation.Version.of(following.getWorkflowTaskCompletedEventAttributes())
        : null;
  }

  /// What follows the last boundary comes again with the next task, except when the run is closed
  /// or the history is whole: then it is compared too.
  private void finish() {
    List<HistoryEvent> rest = history.led();
    if (!rest.isEmpty() && (whole || isClose(rest.getLast().getEventType()))) {
      rest.forEach(this::take);
      history.passAll();
      if (whole) {
        commands.requireConfirmed(history.lastEventId());
      }
    }
    history.end();
  }

  private static boolean isClose(EventType type) {
    return switch (type) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
          EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED ->
          true;
      default -> false;
    };
  }

  private void take(HistoryEvent event) {
    switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED ->
          jobs.add(
              new Job.Start(
                  event.getWorkflowExecutionStartedEventAttributes(), event.getEventTime()));
      case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED ->
          jobs.add(new Job.Signal(event.getWorkflowExecutionSignaledEventAttributes()));
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED ->
          jobs.add(
              new Job.Cancel(
                  event.getWorkflowExecutionCancelRequestedEventAttributes().getCause()));
      case EVENT_TYPE_WORKFLOW_TASK_COMPLETED ->
          learn(event.getWorkflowTaskCompletedEventAttributes().getSdkMetadata());
      case EVENT_TYPE_WORKFLOW_TASK_FAILED -> {
        var failed = event.getWorkflowTaskFailedEventAttributes();
        if (failed.getCause()
            == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW) {
          jobs.add(new Job.Reseed(failed.getNewRunId()));
        }
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED -> updates.admitted(event);
      case EVENT_TYPE_TIMER_FIRED -> timers.fired(event);
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED -> activities.completed(event);
      case EVENT_TYPE_ACTIVITY_TASK_FAILED -> activities.failed(event);
      case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT -> activities.timedOut(event);
      case EVENT_TYPE_ACTIVITY_TASK_CANCELED -> activities.cancelled(event);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED,
          EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED,
          EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED,
          EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED,
          EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED ->
          otherWorkflows().take(event);
      case EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
          EVENT_TYPE_WORKFLOW_TASK_STARTED,
          EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
          EVENT_TYPE_ACTIVITY_TASK_STARTED,
          EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
          EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
          EVENT_TYPE_WORKFLOW_EXECUTION_PAUSED,
          EVENT_TYPE_WORKFLOW_EXECUTION_UNPAUSED -> {} // nothing that workflow code learns
      case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
          EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED,
          EVENT_TYPE_TIMER_STARTED,
          EVENT_TYPE_TIMER_CANCELED,
          EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED,
          EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
          EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
          EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
          EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
          EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
          EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW ->
          commands.confirm(event);
      case EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES -> {
        if (!patches.passesOver(event)) {
          commands.confirm(event);
        }
      }
      case EVENT_TYPE_MARKER_RECORDED -> {
        if (Patches.isMarker(event)) {
          patches.recorded(event);
        } else if (LocalActivityMarker.isIn(event)) {
          commands.confirm(event);
        } else {
          unknown(event);
        }
      }
      default -> unknown(event);
    }
  }

  private static void unknown(HistoryEvent event) {
    if (!event.getWorkerMayIgnore()) {
      throw new NondeterminismException(
          "event %d of the history is %s, which this version of the SDK cannot replay."
              .formatted(event.getEventId(), CommandQueue.name(event.getEventType())));
    }
  }

  private void learn(WorkflowTaskCompletedMetadata metadata) {
    if (!metadata.getSdkName().isEmpty()) {
      lastMetadata = metadata;
    }
  }

  /// The last event of the history as the server knows it.
  public long lastEventId() {
    return history.lastEventId();
  }

  /// Takes back the workflow task that was taken in last: the server has dropped it, because all it
  /// brought were updates that were rejected.
  ///
  /// @param eventId the event that the history goes on behind
  public void rollBack(long eventId) {
    history.rollBack(eventId);
  }

  /// The name and version of the SDK that last wrote them; both are written when they change.
  public WorkflowTaskCompletedMetadata lastMetadata() {
    return lastMetadata;
  }

  /// Whether code has asked to close the run, and no event says yet that it is closed.
  public boolean isClosing() {
    return commands.isClosing();
  }

  /// The commands that are to be sent. In replay there is no need to ask.
  public List<Command> commands() {
    return commands.build();
  }

  /// Schedules an activity, and gives it its id unless it has one; returns its sequence number.
  public int scheduleActivity(
      ScheduleActivityTaskCommandAttributes.Builder attributes,
      ActivityCancellationType cancellation,
      @Nullable UserMetadata metadata) {
    return activities.schedule(attributes, cancellation, metadata);
  }

  /// Cancels an activity as its cancellation type says. Returns the failure with which it ends if
  /// it ends at once; null when its outcome comes later, or has come.
  public @Nullable Failure cancelActivity(int seq) {
    return activities.cancel(seq);
  }

  /// Asks for a local activity; returns its sequence number.
  public int scheduleLocalActivity(LocalActivityRequest request) {
    return localActivities.schedule(request, time);
  }

  /// Cancels a local activity as its cancellation type says. Returns the failure with which it ends
  /// if it ends at once; null when its outcome comes later, or has come.
  public @Nullable Failure cancelLocalActivity(int seq) {
    return localActivities.cancel(seq);
  }

  /// What the worker has to do for local activities, unless it only replays. The code has run since
  /// the last activation.
  public List<LocalWork> takeLocalWork() {
    localActivities.release();
    return localActivities.takeWork();
  }

  /// Whether the workflow waits for local activities. The code has run since the last activation.
  public boolean awaitsLocalActivities() {
    localActivities.release();
    return localActivities.isAwaited();
  }

  /// Takes in how a local activity ended; null when the workflow does not wait for it any more. The
  /// code has run since the last activation.
  public @Nullable Activation ended(LocalActivityReport report) {
    localActivities.release();
    Timestamp at = localActivities.ended(report);
    if (at == null) {
      return null;
    }
    moveTime(at);
    return activation();
  }

  /// Starts a timer; returns its sequence number.
  public int startTimer(Duration duration, @Nullable UserMetadata metadata) {
    return timers.start(duration, metadata);
  }

  /// Cancels a timer, which then does not fire.
  public void cancelTimer(int seq) {
    timers.cancel(seq);
  }

  /// Tells search attributes; a null payload unsets one.
  public void upsertSearchAttributes(SearchAttributes attributes) {
    commands.add(new Upsert.OfSearchAttributes(attributes));
  }

  /// Tells values of the memo; a null payload removes one.
  public void upsertMemo(Memo memo) {
    commands.add(new Upsert.OfMemo(memo));
  }

  /// Whether code takes the new way of a patch, and what was told about that.
  public PatchAnswer askForPatch(String id, boolean replaying) {
    return patches.ask(id, replaying);
  }

  /// Says that the old way of a patch is gone, and what was told about that.
  public PatchAnswer deprecatePatch(String id, boolean replaying) {
    return patches.deprecate(id, replaying);
  }

  /// The messages that are to be sent, beside the commands.
  public List<Message> messages() {
    return updates.outgoing();
  }

  /// Accepts an update: its handler runs.
  public void acceptUpdate(String instanceId) {
    updates.accept(instanceId);
  }

  /// Rejects an update, which then leaves no trace.
  ///
  /// @throws NondeterminismException when the history accepts it
  public void rejectUpdate(String instanceId, Failure failure) {
    updates.reject(instanceId, failure);
  }

  /// Completes an update that was accepted.
  public void completeUpdate(String instanceId, Outcome outcome) {
    updates.complete(instanceId, outcome);
  }

  /// Children, and what is asked of other workflows.
  public OtherWorkflows otherWorkflows() {
    if (otherWorkflows == null) {
      otherWorkflows = new OtherWorkflows(commands, jobs);
    }
    return otherWorkflows;
  }

  /// Closes the run as the command says. Only the first such command counts, and it goes behind all
  /// others.
  public void close(CloseCommand command) {
    closing.request(command);
  }
}
