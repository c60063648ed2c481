package dev.perdure.server.entity;

import dev.perdure.engine.Engine;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.clock.InFlight;
import dev.perdure.server.lane.Lane;
import dev.perdure.server.timer.Timers;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import io.temporal.api.enums.v1.ResourceExhaustedScope;
import io.temporal.api.errordetails.v1.ResourceExhaustedFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// All entities: where requests, reads and timers find the one that they are about.
public final class Entities implements Asker, AutoCloseable {
  /// Alarms that are further away are not kept in memory; they are paged in from the store, which
  /// looks half as far ahead.
  public static final Duration ALARM_HORIZON = Duration.ofMinutes(10);

  private static final Rejection BUSY =
      new Rejection(
          Rejection.Code.RESOURCE_EXHAUSTED,
          "The server is overloaded; try again.",
          ResourceExhaustedFailure.newBuilder()
              .setCause(ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_SYSTEM_OVERLOADED)
              .setScope(ResourceExhaustedScope.RESOURCE_EXHAUSTED_SCOPE_SYSTEM)
              .build());

  private final EntityLane[] lanes;
  private final ExecutorService[] fallbacks;
  private final Timers timers;

  /// @param lanes how many entities can be decided on at the same time
  /// @param maxEntities how many entities stay in memory, if others can be let go of
  /// @param maxWeight about how many bytes of heap they may take
  public Entities(
      int lanes,
      int maxEntities,
      long maxWeight,
      Engine engine,
      EntityStore store,
      EngineClock clock,
      InFlight inFlight,
      Timers timers,
      EffectSink effects) {
    this.timers = timers;
    var services =
        new EntityServices(
            engine,
            store,
            clock,
            inFlight,
            timers,
            effects,
            this::wake,
            Math.max(1, maxEntities / lanes),
            maxWeight / lanes);
    this.lanes = new EntityLane[lanes];
    this.fallbacks = new ExecutorService[lanes];
    for (int i = 0; i < lanes; i++) {
      fallbacks[i] =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("perdure-lane-" + i).factory());
      this.lanes[i] = new EntityLane(new Lane(fallbacks[i], store::begin), services);
    }
  }

  /// Asks for a decision on behalf of somebody outside the server.
  public <R> void ask(EntityKey key, Request<R> request, Answer<R> answer) {
    var lane = laneOf(key);
    if (!lane.lane.offer(() -> lane.run(key, new AskTurn<>(lane, request, answer)))) {
      answer.rejected(BUSY);
    }
  }

  /// Asks for a decision about one run.
  ///
  /// @param runId the run, or empty for the current one
  /// @param elsewhere called instead when the entity's state does not hold the run
  public <R> void askRun(
      EntityKey key, String runId, Request<R> request, Answer<R> answer, Runnable elsewhere) {
    var lane = laneOf(key);
    var turn = new AskRunTurn<>(lane, runId, request, answer, elsewhere);
    if (!lane.lane.offer(() -> lane.run(key, turn))) {
      answer.rejected(BUSY);
    }
  }

  @Override
  public <R> void askInternally(EntityKey key, Request<R> request, Answer<R> answer) {
    var lane = laneOf(key);
    lane.lane.add(() -> lane.run(key, new AskTurn<>(lane, request, answer)));
  }

  /// Carries a message to an entity, in memory: never refused, and tried again if it fails.
  public void tell(EntityKey to, Message message) {
    var lane = laneOf(to);
    lane.lane.add(() -> lane.tell(to, message));
  }

  /// Reads an entity's state, now or when it has what the reader waits for.
  public void look(EntityKey key, Look look) {
    var lane = laneOf(key);
    if (!lane.lane.offer(() -> lane.run(key, new LookTurn(lane, look)))) {
      look.rejected(BUSY);
    }
  }

  /// Reads an entity's state if it is in memory.
  ///
  /// @param elsewhere called instead when it is not
  public void lookIfHere(EntityKey key, Look look, Runnable elsewhere) {
    var lane = laneOf(key);
    Runnable turn =
        () -> {
          if (lane.holds(key)) {
            lane.run(key, new LookTurn(lane, look));
          } else {
            elsewhere.run();
          }
        };
    if (!lane.lane.offer(turn)) {
      look.rejected(BUSY);
    }
  }

  /// Sets the alarm of an entity that is not in memory.
  public void alarm(EntityKey key, Instant due) {
    timers.arm(new Timers.Alarm(() -> wake(key)), due);
  }

  /// Decides on what is due for an entity.
  ///
  /// @param done called when that has been done, or could not be
  public void wake(EntityKey key, Runnable done) {
    var lane = laneOf(key);
    lane.lane.add(() -> lane.run(key, new WakeTurn(lane, done)));
  }

  private void wake(EntityKey key) {
    wake(key, () -> {});
  }

  /// Drops all state from memory; what waits for it is refused, and so is all that comes.
  ///
  /// @return done when nothing of the state is left
  public CompletableFuture<Void> suspend(Rejection rejection) {
    return inEachLane(lane -> lane.suspend(rejection));
  }

  /// Takes requests again.
  ///
  /// @return done when every lane does
  public CompletableFuture<Void> resume() {
    return inEachLane(EntityLane::resume);
  }

  private CompletableFuture<Void> inEachLane(Consumer<EntityLane> action) {
    var done = new ArrayList<CompletableFuture<Void>>();
    for (var lane : lanes) {
      var one = new CompletableFuture<Void>();
      done.add(one);
      lane.lane.add(
          () -> {
            action.accept(lane);
            one.complete(null);
          });
    }
    return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new));
  }

  @Override
  public void close() {
    for (var fallback : fallbacks) {
      fallback.shutdown();
    }
  }

  private EntityLane laneOf(EntityKey key) {
    int hash = key.hashCode();
    return lanes[Math.floorMod(hash ^ hash >>> 16, lanes.length)];
  }
}
