package dev.perdure.engine.decision;

import com.google.protobuf.Timestamp;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.attribute.AttributeTypes;
import dev.perdure.engine.record.CompletionCallback;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.Parent;
import dev.perdure.engine.state.ClosingEvents;
import dev.perdure.engine.state.PendingWorkflowTask;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.state.TransientTask;
import dev.perdure.engine.state.WorkflowState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A decision in the making: what it emits is applied to the state at once, and can be taken back
/// to a savepoint.
///
/// Events that clients cause while a workflow task is running wait in the run's buffer, and others
/// of their kind wait here until the events that were written directly have their numbers; see
/// [EventBuffer] for the order.
public final class Draft {
  private static final int CALLBACKS_HANDED_ON = 4 * CompletionCallback.MOST;

  private final WorkflowState state;
  private final Instant now;
  private final Timestamp timestamp;
  private final Ids ids;
  private final EngineLimits limits;
  private final AttributeTypes attributeTypes;
  private final ArrayList<JournalRecord> records = new ArrayList<>();
  private final ArrayList<Effect> effects = new ArrayList<>();
  private final ArrayList<HistoryEvent> held = new ArrayList<>();
  private final ArrayList<Long> offers = new ArrayList<>();
  private final ArrayList<String> closed = new ArrayList<>(0);
  private final @Nullable TaskBefore taskBefore;
  private boolean taskScheduled;
  private boolean wake;
  private boolean owes;
  private boolean isSpeculating;

  public Draft(
      WorkflowState state,
      Instant now,
      Ids ids,
      EngineLimits limits,
      AttributeTypes attributeTypes) {
    this.attributeTypes = attributeTypes;
    this.state = state;
    this.now = now;
    this.taskBefore = TaskBefore.of(state.current());
    this.timestamp = Times.timestamp(now);
    this.ids = ids;
    this.limits = limits;
    var run = state.current();
    this.isSpeculating = run != null && run.unstored().speculativeTask() != null;
  }

  public WorkflowState state() {
    return state;
  }

  public Instant now() {
    return now;
  }

  /// The workflow task that was on offer before this decision, null if none was.
  public @Nullable TaskBefore taskBefore() {
    return taskBefore;
  }

  /// A workflow task that no worker had.
  public record TaskBefore(RunState run, PendingWorkflowTask pending) {
    private static @Nullable TaskBefore of(@Nullable RunState run) {
      var task = run == null ? null : run.workflowTask();
      return run == null || task == null || task.isStarted() ? null : new TaskBefore(run, task);
    }
  }

  /// [#now] in the protocol's form.
  public Timestamp timestamp() {
    return timestamp;
  }

  public Ids ids() {
    return ids;
  }

  public EngineLimits limits() {
    return limits;
  }

  public AttributeTypes attributeTypes() {
    return attributeTypes;
  }

  /// Adds an event to a run's history, numbered and (unless it says otherwise) stamped with the
  /// decision's time. A run id that is new begins a run.
  public HistoryEvent emit(String runId, HistoryEvent.Builder event) {
    if (isSpeculating) {
      settleSpeculativeTask(runId, event.getEventType());
    }
    var run = state.run(runId);
    event.setEventId(run == null ? 1 : run.nextEventId());
    if (!event.hasEventTime()) {
      event.setEventTime(timestamp);
    }
    var built = event.build();
    add(new Event(runId, built));
    noteWhatFollows(runId, built);
    if (built.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED) {
      handOnSignals();
    }
    return built;
  }

  private void noteWhatFollows(String runId, HistoryEvent event) {
    switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_TASK_SCHEDULED -> taskScheduled = true;
      case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> offers.add(event.getEventId());
      case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
          EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
          EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED ->
          owes = true;
      case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED -> handOn();
      default -> {
        if (ClosingEvents.isOne(event.getEventType())) {
          owes = true;
          closed.add(runId);
        }
      }
    }
  }

  /// Signals that the run before has taken are known to the new one. (A run that is made by a reset
  /// takes them itself.)
  private void handOnSignals() {
    var former = state.previous();
    var run = state.current();
    if (former != null && run != null && !former.signalsTaken().isEmpty()) {
      note(new Note.SignalsTaken(run.runId(), former.signalsTaken()));
    }
  }

  /// What the run before had left to tell others is now the new run's business.
  private void handOn() {
    var former = state.previous();
    var run = state.current();
    if (former == null || run == null) {
      return;
    }
    var by = former.scheduledBy();
    if (by != null && isSameChain(former, run)) {
      note(new Note.Scheduled(run.runId(), by));
    }
    for (var owed : handedOn(former)) {
      note(new Note.OwedAdded(run.runId(), owed));
      if (former.unstored().isTold(owed.id())) {
        run.unstored().setTold(owed.id());
      }
    }
  }

  private static boolean isSameChain(RunState former, RunState run) {
    return former.started().getFirstExecutionRunId().equals(run.started().getFirstExecutionRunId());
  }

  /// All of it, but for the oldest of very many callbacks: those who are away for ever would else
  /// become more from run to run.
  private static List<Owed> handedOn(RunState former) {
    var owed = new ArrayList<>(former.owed());
    long callbacks = owed.stream().filter(Owed.Callback.class::isInstance).count();
    for (var each = owed.iterator(); callbacks > CALLBACKS_HANDED_ON; ) {
      if (each.next() instanceof Owed.Callback) {
        each.remove();
        callbacks--;
      }
    }
    return owed;
  }

  /// The children of a run's base may have ended without the new run having heard of it.
  private void seekChildren() {
    var run = Objects.requireNonNull(state.current());
    for (var child : run.children()) {
      if (child.isStarted()) {
        var parent =
            new Parent(run.namespace(), run.workflowId(), run.runId(), child.initiatedEventId());
        note(
            new Note.OwedAdded(
                run.runId(), new Owed.ChildSought(parent, child.workflowId(), child.runId())));
      }
    }
  }

  /// Has what is owed told when this decision ends, as far as it is due.
  public void owe() {
    owes = true;
  }

  /// Whether something may have come up that others must be told.
  public boolean owes() {
    return owes;
  }

  /// Adds an event of another run, just as it is. A run id that is new begins a run.
  public void copy(String runId, Event event) {
    add(new Event(runId, event.event(), event.bytes()));
    if (event.event().getEventType() != EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED) {
      noteWhatFollows(runId, event.event());
    }
  }

  /// Adds a note.
  public void note(Note note) {
    if (isSpeculating && !(note instanceof Note.StickySet || note instanceof Note.StickyCleared)) {
      settleSpeculativeTask(note.runId(), EventType.EVENT_TYPE_UNSPECIFIED);
    }
    add(note);
    switch (note) {
      case Note.TransientTaskScheduled _ -> taskScheduled = true;
      case Note.OwedAdded _ -> owes = true;
      case Note.RunReset _ -> seekChildren();
      default -> {}
    }
  }

  private void add(JournalRecord record) {
    records.add(record);
    state.apply(record);
  }

  /// Schedules a workflow task that only memory knows. It becomes a real one as soon as anything is
  /// written: an event or a note must not come behind something that may be lost.
  public void speculate(RunState run, PendingWorkflowTask task) {
    run.unstored().setSpeculativeTask(task);
    isSpeculating = true;
    taskScheduled = true;
  }

  /// Forgets the speculative workflow task, which has left nothing behind.
  public void discardSpeculativeTask(RunState run) {
    run.unstored().setSpeculativeTask(null);
    isSpeculating = false;
  }

  /// Makes the run's speculative workflow task, if it has one, a real one.
  public void keepSpeculativeTask(RunState run) {
    settleSpeculativeTask(run.runId(), EventType.EVENT_TYPE_UNSPECIFIED);
  }

  /// The speculative task becomes real before `next` is written; a run that closes meanwhile does
  /// not need it any more.
  private void settleSpeculativeTask(String runId, EventType next) {
    var run = state.run(runId);
    var task = run == null ? null : run.unstored().speculativeTask();
    if (run == null || task == null) {
      return;
    }
    discardSpeculativeTask(run);
    if (ClosingEvents.isOne(next)) {
      return;
    }
    boolean wasScheduled = taskScheduled;
    boolean goesOn = !endsTask(next);
    for (var virtual : TransientTask.events(run, task)) {
      var event = virtual.toBuilder();
      if (event.hasWorkflowTaskStartedEventAttributes() && !isAnswer(next)) {
        event.getWorkflowTaskStartedEventAttributesBuilder().clearIdentity(); // As the original.
      }
      emit(runId, event);
      if (goesOn && event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED) {
        note(new Note.SpeculativeTaskKept(runId, task.stamp(), task.scheduleToStart()));
      }
    }
    if (goesOn && task.isStarted() && task.epoch() != 0) {
      note(new Note.TaskInProcess(runId, task.epoch()));
    }
    taskScheduled = wasScheduled; // It is on offer already, or with a worker.
  }

  private static boolean endsTask(EventType type) {
    return isAnswer(type) || type == EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT;
  }

  private static boolean isAnswer(EventType type) {
    return type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
        || type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED;
  }

  /// The runs that this decision closed.
  public List<String> closed() {
    return closed;
  }

  /// Adds an event that did not come from the running workflow task: into the buffer while one is
  /// running, else into the history behind what else this decision writes. What follows from it is
  /// true at once.
  public void buffer(RunState run, HistoryEvent.Builder event) {
    if (!event.hasEventTime()) {
      event.setEventTime(timestamp);
    }
    var built = event.build();
    if (run.isWorkflowTaskStarted()) {
      note(new Note.EventBuffered(run.runId(), built));
    } else {
      held.add(built);
      state.applyEarly(run.runId(), built);
    }
  }

  /// Numbers the events that wait, in the buffer and here, and adds them to the history.
  ///
  /// @return whether one of them calls for a workflow task
  public boolean flush(RunState run) {
    if (held.isEmpty() && run.buffer().isEmpty()) {
      return false;
    }
    var waiting = new ArrayList<>(run.buffer());
    waiting.addAll(held);
    held.clear();
    if (!run.buffer().isEmpty()) {
      note(new Note.BufferFlushed(run.runId()));
    }
    return EventBuffer.flush(this, run.runId(), waiting);
  }

  /// Forgets the events that wait here: the run has closed before they could happen.
  public void dropHeld() {
    held.clear();
  }

  /// Whether events wait for their numbers.
  public boolean hasWaiting(RunState run) {
    return !held.isEmpty() || !run.buffer().isEmpty();
  }

  /// Asks for a workflow task when this decision ends, if the run has none by then.
  public void wake() {
    wake = true;
  }

  public boolean isAwake() {
    return wake;
  }

  /// Offers this activity attempt to workers when this decision ends.
  public void offer(long scheduledEventId) {
    offers.add(scheduledEventId);
  }

  public void effect(Effect effect) {
    effects.add(effect);
  }

  /// The activities whose attempts may have to be offered.
  public List<Long> offers() {
    return offers;
  }

  /// Whether a workflow task was scheduled.
  public boolean taskScheduled() {
    return taskScheduled;
  }

  public List<JournalRecord> records() {
    return records;
  }

  public List<Effect> effects() {
    return effects;
  }

  /// A point to come back to with [#restore].
  public Savepoint savepoint() {
    var run = state.current();
    return new Savepoint(
        state.savepoint(),
        run == null ? null : run.unstored().speculativeTask(),
        records.size(),
        effects.size(),
        offers.size(),
        closed.size(),
        taskScheduled,
        wake);
  }

  /// Takes back everything since the savepoint. Nothing may have been waiting here then.
  public void restore(Savepoint savepoint) {
    state.restore(savepoint.state);
    records.subList(savepoint.records, records.size()).clear();
    effects.subList(savepoint.effects, effects.size()).clear();
    offers.subList(savepoint.offers, offers.size()).clear();
    closed.subList(savepoint.closed, closed.size()).clear();
    var run = state.current();
    if (run != null) {
      run.unstored().setSpeculativeTask(savepoint.speculativeTask);
    }
    isSpeculating = savepoint.speculativeTask != null;
    taskScheduled = savepoint.taskScheduled;
    wake = savepoint.wake;
    held.clear();
  }

  /// A point to come back to.
  public record Savepoint(
      WorkflowState.Savepoint state,
      @Nullable PendingWorkflowTask speculativeTask,
      int records,
      int effects,
      int offers,
      int closed,
      boolean taskScheduled,
      boolean wake) {}

  /// A builder for an event of this type.
  public static HistoryEvent.Builder event(EventType type) {
    return HistoryEvent.newBuilder().setEventType(type);
  }
}
