package dev.perdure.server.entity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Accepted;
import dev.perdure.engine.decision.Decision.Rejected;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.engine.update.UpdateLifecycle;
import dev.perdure.server.lane.Lane;
import dev.perdure.server.timer.Timers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The entities of one lane that are in memory, and their turns.
///
/// A turn finds the entity (a cold one is loaded elsewhere: its turns park and the lane goes on),
/// decides, hands the records to the journal, carries out the effects in memory, and leaves the
/// reply to be released when the journal is durable to where the entity is now.
///
/// Everything here runs in the lane.
final class EntityLane {
  private static final Logger log = LoggerFactory.getLogger(EntityLane.class);
  static final Rejection INTERNAL =
      new Rejection(
          Rejection.Code.INTERNAL, "Internal error; the server's log has the cause.", null);

  private static final Rejection LOST =
      new Rejection(
          Rejection.Code.UNAVAILABLE,
          "The write to disk failed; it is not known whether the request was carried out.",
          null);

  private static final Rejection QUERY_CLEARED =
      new Rejection(Rejection.Code.UNAVAILABLE, "buffered query cleared, please retry", null);

  /// How many entities one turn looks at to make room for another one.
  private static final int EVICTION_TRIES = 8;

  final Lane lane;
  private final EntityServices services;
  private final Ids ids;
  private final Loads loads;
  private final Retelling retelling;

  /// In order of use, the one unused for longest first.
  private final LinkedHashMap<EntityKey, Entity> entities = new LinkedHashMap<>(64, 0.75f, true);

  private long weight;
  private final Busy busy;

  /// Raised when all that is in memory is dropped; a load that began before is then stale.
  private long generation;

  /// Why turns are refused at the moment; null when they are not.
  private @Nullable Rejection suspended;

  EntityLane(Lane lane, EntityServices services) {
    this.lane = lane;
    this.services = services;
    this.ids = new RandomIds(services.clock());
    this.loads = new Loads(services);
    this.retelling = new Retelling(services);
    this.busy = new Busy(services.inFlight(), services.clock());
  }

  /// Runs one turn on an entity.
  void run(EntityKey key, Turn turn) {
    if (suspended != null) {
      turn.failed(suspended);
      return;
    }
    var entity = entities.get(key);
    if (entity == null) {
      entity = bring(key);
    }
    var state = entity.state;
    if (state == null) {
      entity.parked.add(turn);
    } else {
      runOn(entity, state, turn);
    }
  }

  /// Delivers a message. One that was sent before all was dropped from memory comes while turns are
  /// refused, and goes with the rest: what its sender still owes then is found again in its state.
  void tell(EntityKey to, Message message) {
    run(to, new TellTurn(this, to, message, generation));
  }

  void tell(TellTurn again) {
    retelling.begun(again);
    if (again.generation == generation) {
      run(again.to, again);
    }
  }

  void tellLater(TellTurn turn) {
    if (suspended == null && turn.generation == generation) {
      retelling.later(turn);
    }
  }

  /// Whether a turn on the entity would find it in memory, or on its way there.
  boolean holds(EntityKey key) {
    return entities.containsKey(key) || services.store().isNew(key);
  }

  /// Whatever a turn throws, also an Error: a decision may have changed the state without handing
  /// the change to the journal, so nothing more must be decided on it.
  private void runOn(Entity entity, EntityState state, Turn turn) {
    busy.turnBegins();
    try {
      if (state instanceof WorkflowState workflow) {
        forgetPrevious(entity, workflow);
      }
      turn.run(entity, state);
      busy.turnEnds(state);
    } catch (Throwable e) {
      busy.turnFailed(entity.key);
      drop(entity);
      refuse(turn, INTERNAL);
      log.error("A turn of {} failed; it is dropped from memory and read again", entity.key, e);
    }
    evict(entity);
  }

  /// Other turns are still to be answered, whatever this one does about it.
  private static void refuse(Turn turn, Rejection rejection) {
    try {
      turn.failed(rejection);
    } catch (Throwable e) {
      log.error("A turn could not be refused", e);
    }
  }

  /// Decides on a request.
  <R> void decide(Entity entity, EntityState state, Request<R> request, Answer<R> answer) {
    if (!answer.wanted()) {
      return;
    }
    Decision<R> decision =
        services.engine().decide(state, request, services.clock().instant(), ids);
    if (!decision.records().isEmpty()) {
      append(entity, state, decision.records());
    }
    arm(entity, state);
    for (var effect : decision.effects()) {
      services.effects().perform(entity.key, effect, entity.lsn);
    }
    switch (decision.outcome()) {
      case Accepted<R>(R reply) -> release(entity.lsn, answer.accepted(reply), answer::rejected);
      case Rejected<R>(Rejection rejection) ->
          release(entity.lsn, () -> answer.rejected(rejection), answer::rejected);
    }
    if (!decision.records().isEmpty()) {
      lookAgain(entity, state);
    }
  }

  private void append(Entity entity, EntityState state, List<JournalRecord> records) {
    entity.lsn = services.store().append(entity.key, state, records);
    if (state instanceof ScheduleState schedule) {
      // Its records take the place of others.
      grow(entity, StoredEntities.weight(schedule) - entity.weight);
      return;
    }
    long grown = 0;
    for (var record : records) {
      grown += StoredEntities.weight(record);
    }
    grow(entity, state.isGone() ? -entity.weight : grown);
  }

  private void grow(Entity entity, long bytes) {
    entity.weight += bytes;
    weight += bytes;
  }

  /// The run before the current one takes as much memory as any; once its end is on disk, it is
  /// read there.
  private void forgetPrevious(Entity entity, WorkflowState state) {
    boolean hasFormer = state.previous() != null || state.former() != null;
    if (hasFormer && services.store().isDurable(entity.lsn)) {
      state.forgetPrevious();
      var run = state.current();
      long left = 0;
      if (run != null) {
        for (var event : run.events()) {
          left += StoredEntities.weight(event);
        }
      }
      grow(entity, left - entity.weight);
    }
  }

  /// Decides on what is due, if it is.
  void wake(Entity entity, EntityState state, Answer<Done> answer) {
    var due = state.nextDue();
    if (due != null && !due.isAfter(services.clock().instant())) {
      decide(entity, state, new Request.TimersDue(), answer);
    } else {
      arm(entity, state);
    }
  }

  private void arm(Entity entity, EntityState state) {
    var due = state.nextDue();
    if (due == null) {
      services.timers().disarm(entity.alarm);
    } else if (due.isBefore(services.clock().instant().plus(Entities.ALARM_HORIZON))) {
      services.timers().arm(entity.alarm, due);
    }
  }

  /// Lets a reader see the state, now and (if it wants) after each change.
  void look(Entity entity, WorkflowState state, Look look) {
    if (!show(entity, state, look)) {
      // Long polls end and come again for as long as the entity stays as it is.
      entity.looks.removeIf(Look::dropped);
      entity.looks.add(look);
    }
  }

  private void lookAgain(Entity entity, EntityState state) {
    if (!entity.looks.isEmpty() && state instanceof WorkflowState workflow) {
      entity.looks.removeIf(look -> look.dropped() || show(entity, workflow, look));
    }
  }

  private boolean show(Entity entity, WorkflowState state, Look look) {
    @Nullable Runnable seen = look.at(state);
    if (seen == null) {
      return false;
    }
    release(entity.lsn, seen, look::rejected);
    return true;
  }

  private void release(long lsn, Runnable durable, Consumer<Rejection> lost) {
    services.store().release(lsn, durable, () -> lost.accept(LOST));
  }

  private Entity bring(EntityKey key) {
    var entity = new Entity(key, new Timers.Alarm(() -> services.wake(key)));
    entities.put(key, entity);
    if (services.store().isNew(key)) {
      entity.state = EntityState.empty(key);
    } else {
      long begun = generation;
      busy.loadBegins(key);
      loads.begin(() -> load(entity, begun));
    }
    evict(entity);
    return entity;
  }

  private void load(Entity entity, long begun) {
    Consumer<Throwable> failed = failure -> lane.add(() -> loadFailed(entity, begun, failure));
    try {
      services
          .store()
          .load(entity.key, loaded -> lane.add(() -> loaded(entity, begun, loaded)), failed);
    } catch (RuntimeException e) {
      failed.accept(e);
    }
  }

  private void loaded(Entity entity, long begun, EntityStore.Loaded loaded) {
    if (begun != generation) {
      return;
    }
    try {
      takeIn(entity, loaded);
    } catch (Throwable e) {
      loadFailed(entity, begun, e);
      return;
    }
    loads.succeeded(entity.key);
    loads.ended();
    for (var turn = entity.parked.poll(); turn != null; turn = entity.parked.poll()) {
      if (entities.get(entity.key) == entity && entity.state != null) {
        runOn(entity, entity.state, turn);
      } else {
        run(entity.key, turn);
      }
    }
  }

  private void takeIn(Entity entity, EntityStore.Loaded loaded) {
    var state = loaded.state();
    advanceClock(state);
    entity.lsn = loaded.lsn();
    grow(entity, loaded.weight());
    arm(entity, state);
    // Offers that were made before are still out, or are made again here; a claim tells.
    for (var effect : services.engine().redrive(state, services.clock().instant())) {
      services.effects().perform(entity.key, effect, entity.lsn);
    }
    entity.state = state;
  }

  /// Engine time must not be before what another process has stamped, whatever its clock was.
  private void advanceClock(EntityState state) {
    var run = state instanceof WorkflowState workflow ? workflow.current() : null;
    if (run != null && !run.events().isEmpty()) {
      services.clock().advanceTo(Times.instant(run.events().getLast().event().getEventTime()));
    }
  }

  private void loadFailed(Entity entity, long begun, Throwable failure) {
    if (begun != generation) {
      return;
    }
    entities.remove(entity.key);
    weight -= entity.weight;
    services.timers().disarm(entity.alarm);
    loads.again(entity.key);
    loads.ended();
    entity.parked.forEach(turn -> refuse(turn, INTERNAL));
    log.error("{} could not be read from the store; it is tried again", entity.key, failure);
  }

  /// Takes an entity out of memory whose state cannot be trusted. Its looks begin anew, and what it
  /// had offered is offered again a while later, when it is read for its alarm.
  private void drop(Entity entity) {
    entities.remove(entity.key);
    weight -= entity.weight;
    services.timers().disarm(entity.alarm);
    loads.again(entity.key);
    for (var look : entity.looks) {
      lane.add(() -> run(entity.key, new LookTurn(this, look)));
    }
    clearCallers(entity);
  }

  /// Queries and updates that wait for an answer live in the state that is dropped.
  private void clearCallers(Entity entity) {
    var run = entity.state instanceof WorkflowState workflow ? workflow.current() : null;
    if (run != null) {
      for (var queryId : run.unstored().queries().keySet()) {
        services.effects().perform(entity.key, new Effect.RejectQuery(queryId, QUERY_CLEARED), 0);
      }
      for (var updateId : run.unstored().updates().keySet()) {
        var lost = new Effect.UpdateDropped(run.runId(), updateId, UpdateLifecycle.LOST);
        services.effects().perform(entity.key, lost, 0);
      }
    }
  }

  /// Drops everything, since the journal failed and what is in memory may not be on disk; refuses
  /// all turns until [#resume].
  void suspend(Rejection rejection) {
    suspended = rejection;
    generation++;
    var dropped = new ArrayList<>(entities.values());
    entities.clear();
    weight = 0;
    loads.clear();
    retelling.clear();
    busy.clear();
    for (var entity : dropped) {
      entity.parked.forEach(turn -> refuse(turn, rejection));
      entity.looks.forEach(look -> look.rejected(rejection));
      services.timers().disarm(entity.alarm);
    }
  }

  void resume() {
    suspended = null;
  }

  /// Makes room, but not of the entity that is in use. One that is held (by a reader who waits,
  /// say) moves to the young end, so that it is not in the way of the others.
  private void evict(Entity inUse) {
    for (int tries = EVICTION_TRIES; tries > 0 && isFull(); tries--) {
      var oldest = entities.firstEntry().getValue();
      var state = oldest.state;
      if (oldest == inUse || state == null || !isCold(oldest, state)) {
        entities.get(oldest.key);
        continue;
      }
      entities.remove(oldest.key);
      weight -= oldest.weight;
      services.timers().disarm(oldest.alarm);
      arm(oldest, state);
    }
  }

  private boolean isFull() {
    return entities.size() > services.maxEntities()
        || (weight > services.maxWeight() && entities.size() > 1);
  }

  private boolean isCold(Entity entity, EntityState state) {
    entity.looks.removeIf(Look::dropped);
    return entity.looks.isEmpty()
        && entity.parked.isEmpty()
        && state.isExpendable()
        && services.store().isDurable(entity.lsn);
  }
}
