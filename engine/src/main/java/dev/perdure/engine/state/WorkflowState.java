package dev.perdure.engine.state;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// All that a decision about one workflow id needs: its current run (open, or the last one to
/// close) and the run before that, if it closed while this state was in memory.
///
/// Older runs are closed: to query or describe one, fold its records into a state of its own. The
/// same goes for the run before the current one, which is gone after a reload.
public final class WorkflowState implements EntityState {
  private final EntityKey key;
  private @Nullable RunState current;
  private @Nullable RunState previous;
  private @Nullable RunState former;
  private @Nullable Outlook outlook;

  private WorkflowState(EntityKey key) {
    this.key = key;
  }

  public static WorkflowState empty(EntityKey key) {
    return new WorkflowState(key);
  }

  @Override
  public EntityKey key() {
    return key;
  }

  /// Whether it has no run, or none any more.
  @Override
  public boolean isGone() {
    return current == null;
  }

  /// The current run, null if the workflow id was never used or that run was deleted.
  public @Nullable RunState current() {
    return current;
  }

  /// The run before the current one, if this state saw it close.
  public @Nullable RunState previous() {
    return previous;
  }

  /// The run with this id, the current one if it is empty; null if this state does not hold it.
  public @Nullable RunState run(String runId) {
    if (runId.isEmpty() || (current != null && current.runId.equals(runId))) {
      return current;
    }
    return previous != null && previous.runId.equals(runId) ? previous : null;
  }

  /// A closed run that a request has brought along, with what was noted on it since.
  public @Nullable RunState former() {
    return former;
  }

  /// Takes in a closed run so that notes on it are not lost, until [#forgetPrevious].
  public void bring(RunState run) {
    former = run;
  }

  /// Adds one fact. Total: any record that was ever written can be applied; one about a run that
  /// this state does not hold changes nothing here.
  @Override
  public void apply(JournalRecord record) {
    outlook = null;
    var run = runOf(record);
    if (run != null) {
      RecordApplier.apply(run, record);
      if (record instanceof Note.RunDeleted) {
        forget(run);
      }
    }
  }

  private void forget(RunState run) {
    if (run == current) {
      current = null;
    } else if (run == previous) {
      previous = null;
    }
  }

  /// Applies what a decision must see of an event that is not numbered yet, because others of the
  /// same transition go before it. [#apply] of the event itself then changes nothing twice.
  public void applyEarly(String runId, HistoryEvent event) {
    outlook = null;
    var run = run(runId);
    if (run == null) {
      throw new IllegalArgumentException("run " + runId + " is not here");
    }
    RecordApplier.applyEarly(run, event);
  }

  /// A run begins with its first event; anything else is about one that is there already.
  private @Nullable RunState runOf(JournalRecord record) {
    var runId = record.runId();
    var known = run(runId);
    if (known != null) {
      return known;
    }
    if (former != null && former.runId.equals(runId)) {
      return former;
    }
    if (!(record instanceof Event event) || event.id() != 1) {
      return null;
    }
    var run = new RunState(key, runId);
    previous = current;
    current = run;
    return run;
  }

  @Override
  public @Nullable Instant nextDue() {
    return current == null ? null : outlook(current).nextDue;
  }

  @Override
  public boolean ready() {
    return current != null && outlook(current).ready;
  }

  /// Walks through all that is pending.
  @Override
  public boolean inFlight(Instant now) {
    return current != null
        && (current.isOpen() ? DueTimes.inFlight(current, now) : DueTimes.owes(current));
  }

  /// A query or an update that waits lives in memory only.
  @Override
  public boolean isExpendable() {
    return current == null || current.unstored.isExpendable();
  }

  /// Looks through all that is pending once after each change, not each time that somebody asks.
  private Outlook outlook(RunState run) {
    var known = outlook;
    long changes = run.unstored.changes();
    if (known == null || known.changes != changes) {
      known =
          run.isOpen()
              ? new Outlook(DueTimes.next(run), DueTimes.ready(run), changes)
              : new Outlook(DueTimes.afterClose(run), DueTimes.owes(run), changes);
      outlook = known;
    }
    return known;
  }

  /// Lets go of the runs before the current one.
  public void forgetPrevious() {
    previous = null;
    former = null;
  }

  /// A point to come back to.
  public Savepoint savepoint() {
    return new Savepoint(current, previous);
  }

  /// Forgets everything since the savepoint, which can be used once. Runs taken from this state
  /// before are no part of it any more.
  public void restore(Savepoint savepoint) {
    current = savepoint.current;
    previous = savepoint.previous;
    outlook = null;
    if (current != null) {
      current.truncate(savepoint.eventCount, savepoint.signalRequestCount, savepoint.requestCount);
    }
  }

  /// A point to come back to.
  public static final class Savepoint {
    private final @Nullable RunState current;
    private final int eventCount;
    private final int signalRequestCount;
    private final int requestCount;
    private final @Nullable RunState previous;

    private Savepoint(@Nullable RunState current, @Nullable RunState previous) {
      this.current = current == null ? null : new RunState(current);
      this.eventCount = current == null ? 0 : current.events.size();
      this.signalRequestCount = current == null ? 0 : current.signalRequestIds.size();
      this.requestCount = current == null ? 0 : current.requests.size();
      this.previous = previous;
    }
  }

  /// When the current run needs attention next, and whether it does at a start.
  ///
  /// @param changes how often its volatile part had changed then, which no record tells
  private record Outlook(@Nullable Instant nextDue, boolean ready, long changes) {}
}
