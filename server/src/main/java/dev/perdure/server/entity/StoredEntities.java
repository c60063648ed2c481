package dev.perdure.server.entity;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.clock.InFlight;
import dev.perdure.server.store.DurableCallback;
import dev.perdure.server.store.HistoryPage;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreException;
import dev.perdure.server.store.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Entities as the store has them: turns what a turn decided into transitions of the journal, and
/// the records of the store into states.
public final class StoredEntities implements EntityStore {
  /// About how much heap an event, or a small part of a schedule, takes besides its payload.
  static final int EVENT_BYTES = 512;

  private final Executor replies;
  private final InFlight inFlight;
  private volatile Store store;

  /// @param replies sends what is durable; the journal's writer must not be kept waiting
  public StoredEntities(Store store, Executor replies) {
    this(store, replies, InFlight.UNCOUNTED);
  }

  /// @param inFlight when it counts, a start looks also at what workers elsewhere have in hand
  public StoredEntities(Store store, Executor replies, InFlight inFlight) {
    this.store = store;
    this.replies = replies;
    this.inFlight = inFlight;
  }

  /// Goes on with a store that was opened after this one failed.
  public void goOnWith(Store reopened) {
    store = reopened;
  }

  /// The store as it is opened now.
  Store store() {
    return store;
  }

  /// How much was appended that is not on disk yet.
  public long waitingBytes() {
    return store.journal().waitingBytes();
  }

  /// Whether the disk is nearly full.
  public boolean freeSpaceLow() {
    return store.freeSpaceLow();
  }

  @Override
  public long append(EntityKey key, EntityState state, List<JournalRecord> records) {
    boolean ready = state.ready() || (inFlight.isCounted() && state.inFlight(Instant.MIN));
    return store
        .journal()
        .appendAhead(
            switch (state) {
              case WorkflowState workflow -> transition(workflow, records, ready);
              case ScheduleState schedule ->
                  Transition.ofSchedule(key, schedule.isGone(), records, ready, state.nextDue());
            });
  }

  private static Transition transition(
      WorkflowState state, List<JournalRecord> records, boolean ready) {
    var current = state.current();
    var changed = new ArrayList<RunSummary>(2);
    addIfChanged(state.former(), records, changed);
    addIfChanged(state.previous(), records, changed);
    addIfChanged(current, records, changed);
    return new Transition(
        state.key(),
        current == null ? "" : current.runId(),
        records,
        changed,
        deletedRuns(records),
        ready,
        state.nextDue());
  }

  private static void addIfChanged(
      @Nullable RunState run, List<JournalRecord> records, List<RunSummary> changed) {
    if (run == null) {
      return;
    }
    for (var record : records) {
      if (record.runId().equals(run.runId())) {
        changed.add(run.summary());
        return;
      }
    }
  }

  private static List<String> deletedRuns(List<JournalRecord> records) {
    List<String> deleted = List.of();
    for (var record : records) {
      if (record instanceof Note.RunDeleted) {
        if (deleted.isEmpty()) {
          deleted = new ArrayList<>(1);
        }
        deleted.add(record.runId());
      }
    }
    return deleted;
  }

  @Override
  public void begin() {
    store.journal().begin();
  }

  @Override
  public boolean isNew(EntityKey key) {
    return store.isNew(key);
  }

  @Override
  public void load(EntityKey key, Consumer<Loaded> loaded, Consumer<Throwable> failed) {
    var _ =
        store
            .load(key)
            .thenApply(
                found -> {
                  var state = EntityState.empty(key);
                  long weight = 0;
                  if (found.isPresent()) {
                    for (var record : found.get().records()) {
                      state.apply(record);
                      weight += weight(record);
                    }
                  }
                  if (state instanceof ScheduleState schedule) {
                    weight = weight(schedule);
                  }
                  return new Loaded(state, weight, found.isPresent() ? found.get().lsn() : 0);
                })
            .whenComplete(
                (result, failure) -> {
                  if (failure == null) {
                    loaded.accept(result);
                  } else {
                    failed.accept(failure);
                  }
                });
  }

  /// About how many bytes of heap a record takes. What changes what is there, and is not kept
  /// beside it, takes none.
  static long weight(JournalRecord record) {
    return switch (record) {
      case Event event -> EVENT_BYTES + 3L * event.bytes().size();
      case Note _, ScheduleRecord _ -> 0;
    };
  }

  /// About how many bytes of heap a schedule takes.
  static long weight(ScheduleState schedule) {
    if (schedule.isGone()) {
      return 0;
    }
    var defined = schedule.defined();
    var result = schedule.carried().result();
    var failure = schedule.carried().failure();
    long bytes =
        (long) defined.schedule().getSerializedSize()
            + defined.memo().getSerializedSize()
            + defined.searchAttributes().getSerializedSize()
            + (result == null ? 0 : result.getSerializedSize())
            + (failure == null ? 0 : failure.getSerializedSize());
    for (var former : schedule.former().starts()) {
      bytes += former.workflow().getSerializedSize();
    }
    var progress = schedule.progress();
    long parts =
        1L
            + progress.buffer().size()
            + progress.actions().size()
            + progress.recent().size()
            + progress.backfills().size()
            + schedule.asked().requestIds().size();
    return EVENT_BYTES * parts + 3 * bytes;
  }

  @Override
  public boolean isDurable(long lsn) {
    return store.journal().isDurable(lsn);
  }

  @Override
  public void release(long lsn, Runnable durable, Runnable lost) {
    var journal = store.journal();
    if (journal.isDurable(lsn)) {
      // Not here: the caller holds a lane, and whoever gets the reply may do as it likes.
      replies.execute(durable);
    } else {
      journal.whenDurable(lsn, new Release(replies, durable, lost));
    }
  }

  private record Release(Executor replies, Runnable whenDurable, Runnable whenLost)
      implements DurableCallback {
    @Override
    public void durable() {
      replies.execute(whenDurable);
    }

    @Override
    public void failed(StoreException cause) {
      replies.execute(whenLost);
    }
  }

  CompletableFuture<Optional<List<JournalRecord>>> records(EntityKey key, String runId) {
    return store.records(key, runId);
  }

  CompletableFuture<Optional<RunSummary>> summary(EntityKey key, String runId) {
    return store.run(key, runId);
  }

  CompletableFuture<Optional<HistoryPage>> history(
      EntityKey key, String runId, long firstEventId, int maxEvents) {
    return store.history(key, runId, firstEventId, maxEvents);
  }
}
