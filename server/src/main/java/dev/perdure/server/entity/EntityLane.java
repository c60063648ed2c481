package dev.perdure.server.entity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Accepted;
import dev.perdure.engine.decision.Decision.Rejected;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.lane.Lane;
import dev.perdure.server.timer.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
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
  private static final Rejection INTERNAL =
      new Rejection(
          Rejection.Code.INTERNAL, "Internal error; the server's log has the cause.", null);

  private static final Rejection LOST =
      new Rejection(
          Rejection.Code.UNAVAILABLE,
          "The write to disk failed; it is not known whether the request was carried out.",
          null);

  /// A turn that fails each time must not keep the lane busy.
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  final Lane lane;
  private final EntityServices services;
  private final Ids ids;

  /// In order of use, the one unused for longest first.
  private final LinkedHashMap<EntityKey, Entity> entities = new LinkedHashMap<>(64, 0.75f, true);

  private long weight;

  /// Raised when all that is in memory is dropped; a load that began before is then stale.
  private long generation;

  /// Why turns are refused at the moment; null when they are not.
  private @Nullable Rejection suspended;

  EntityLane(Lane lane, EntityServices services) {
    this.lane = lane;
    this.services = services;
    this.ids = new RandomIds(services.clock());
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

  /// Whether a turn on the entity would find it in memory, or on its way there.
  boolean holds(EntityKey key) {
    return entities.containsKey(key) || services.store().isNew(key);
  }

  private void runOn(Entity entity, WorkflowState state, Turn turn) {
    try {
      turn.run(entity, state);
    } catch (RuntimeException | StackOverflowError e) {
      log.error("A turn of {} failed; it is dropped from memory and read again", entity.key, e);
      drop(entity);
      turn.failed(INTERNAL);
    }
  }

  /// Decides on a request.
  <R> void decide(Entity entity, WorkflowState state, Request<R> request, Answer<R> answer) {
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
      case Accepted<R>(R reply) ->
          release(entity.lsn, answer.accepted(reply, state), answer::rejected);
      case Rejected<R>(Rejection rejection) ->
          release(entity.lsn, () -> answer.rejected(rejection), answer::rejected);
    }
    if (!decision.records().isEmpty()) {
      lookAgain(entity, state);
    }
  }

  private void append(Entity entity, WorkflowState state, List<JournalRecord> records) {
    entity.lsn = services.store().append(entity.key, state, records);
    long grown = 0;
    for (var record : records) {
      grown += StoredEntities.weight(record);
    }
    entity.weight += grown;
    weight += grown;
  }

  /// Decides on what is due, if it is.
  void wake(Entity entity, WorkflowState state, Answer<Done> answer) {
    var due = state.nextDue();
    if (due != null && !due.isAfter(services.clock().instant())) {
      decide(entity, state, new Request.TimersDue(), answer);
    } else {
      arm(entity, state);
    }
  }

  private void arm(Entity entity, WorkflowState state) {
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
      entity.looks.add(look);
    }
  }

  private void lookAgain(Entity entity, WorkflowState state) {
    if (!entity.looks.isEmpty()) {
      entity.looks.removeIf(look -> look.dropped() || show(entity, state, look));
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
    evict();
    var entity = new Entity(key, new Timers.Alarm(() -> services.wake(key)));
    entities.put(key, entity);
    if (services.store().isNew(key)) {
      entity.state = WorkflowState.empty(key);
    } else {
      load(entity);
    }
    return entity;
  }

  private void load(Entity entity) {
    long begun = generation;
    services
        .store()
        .load(
            entity.key,
            loaded -> lane.add(() -> loaded(entity, begun, loaded)),
            failure -> lane.add(() -> loadFailed(entity, begun, failure)));
  }

  private void loaded(Entity entity, long begun, EntityStore.Loaded loaded) {
    if (begun != generation) {
      return;
    }
    try {
      takeIn(entity, loaded);
    } catch (RuntimeException e) {
      loadFailed(entity, begun, e);
      return;
    }
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
    entity.weight = loaded.weight();
    weight += entity.weight;
    arm(entity, state);
    // Offers that were made before are still out, or are made again here; a claim tells.
    for (var effect : services.engine().redrive(state, services.clock().instant())) {
      services.effects().perform(entity.key, effect, entity.lsn);
    }
    entity.state = state;
  }

  /// Engine time must not be before what another process has stamped, whatever its clock was.
  private void advanceClock(WorkflowState state) {
    var run = state.current();
    if (run != null && !run.events().isEmpty()) {
      services.clock().advanceTo(Times.instant(run.events().getLast().event().getEventTime()));
    }
  }

  private void loadFailed(Entity entity, long begun, Throwable failure) {
    if (begun != generation) {
      return;
    }
    log.error("{} could not be read from the store", entity.key, failure);
    entities.remove(entity.key);
    entity.parked.forEach(turn -> turn.failed(INTERNAL));
    entity.looks.forEach(look -> look.rejected(INTERNAL));
  }

  /// Takes an entity out of memory whose state cannot be trusted. Its looks begin anew, and what it
  /// had offered is offered again a while later, when it is read for its alarm.
  private void drop(Entity entity) {
    entities.remove(entity.key);
    weight -= entity.weight;
    var again = new Timers.Alarm(() -> services.wake(entity.key));
    services.timers().arm(again, services.clock().instant().plus(AFTER_FAILURE));
    for (var look : entity.looks) {
      lane.add(() -> run(entity.key, new LookTurn(this, look)));
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
    for (var entity : dropped) {
      entity.parked.forEach(turn -> turn.failed(rejection));
      entity.looks.forEach(look -> look.rejected(rejection));
      services.timers().disarm(entity.alarm);
    }
  }

  void resume() {
    suspended = null;
  }

  private void evict() {
    if (entities.size() <= services.maxEntities() && weight <= services.maxWeight()) {
      return;
    }
    // Most of the oldest can go; a few tries find enough, and keep the turn short.
    int tries = 8;
    Iterator<Entity> oldest = entities.values().iterator();
    while (tries-- > 0 && oldest.hasNext()) {
      var entity = oldest.next();
      if (isCold(entity)) {
        oldest.remove();
        weight -= entity.weight;
        services.timers().disarm(entity.alarm);
        arm(entity, Objects.requireNonNull(entity.state));
      }
    }
  }

  private boolean isCold(Entity entity) {
    var state = entity.state;
    entity.looks.removeIf(Look::dropped);
    return state != null
        && entity.looks.isEmpty()
        && entity.parked.isEmpty()
        && hasNoQueries(state)
        && services.store().isDurable(entity.lsn);
  }

  /// A query that waits lives in memory only.
  private static boolean hasNoQueries(WorkflowState state) {
    var run = state.current();
    return run == null || run.unstored().queries().isEmpty();
  }
}
