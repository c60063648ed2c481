package dev.perdure.server;

import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.entity.Answer;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.store.Sleeper;
import dev.perdure.server.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings back what a store that was just opened has in hand: tasks that wait for workers, attempts
/// whose workers died with the former process, and whatever is due soon.
///
/// It works in the background and a little at a time: what a request needs at once is loaded for
/// that request. Alarms go first: a timer has its time, while a task waits for a worker anyway.
/// What cannot be read is tried again until it can.
final class Recovery implements StoreLife.Ongoing {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final int PAGE = 500;

  /// How many entities are on their way into memory at a time.
  private static final int IN_FLIGHT = 64;

  /// Most alarms that are set at a time. When half of them have gone off, the next ones are set.
  static final int ALARMS_MAX = 10_000;

  /// How far ahead alarms are set, and how often. Entities in memory set their own for twice as far
  /// ahead, so none is missed that is not on disk yet while its page is read.
  private static final Duration AHEAD = Entities.ALARM_HORIZON.dividedBy(2);

  private final InHand store;
  private final long epoch;
  private final Entities entities;
  private final EngineClock clock;
  private final Runnable whenAllTold;

  /// The pauses after a failure, from the first to the longest.
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /// How often it looks whether an entity could not be told.
  private static final Duration UNTOLD_LOOK = Duration.ofSeconds(1);

  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final Thread thread;

  /// Entities that could not be told of this boot.
  private final Queue<EntityKey> untold = new ConcurrentLinkedQueue<>();

  private volatile boolean stopped;
  private volatile boolean failing;

  /// Sleepers up to here have their alarms.
  private Optional<Sleeper> alarmsSet = Optional.empty();

  private Instant nextAlarms = Instant.MIN;

  /// How many alarms were set this time, and when half of the most that it may be have gone off.
  private int alarms;

  private Instant halfGone = Instant.MAX;

  /// Entities up to here have been told of this boot; all of them once `allTold` is set.
  private Optional<EntityKey> told = Optional.empty();

  private boolean allTold;

  /// Whether that has been said.
  private boolean saidSo;

  private Duration pause = FIRST_PAUSE;

  /// What a store knows to be in progress, in pages.
  interface InHand {
    /// See [Store#ready].
    CompletableFuture<List<EntityKey>> ready(Optional<EntityKey> after, int limit);

    /// See [Store#sleepers].
    CompletableFuture<List<Sleeper>> sleepers(Instant until, Optional<Sleeper> after, int limit);

    static InHand of(Store store) {
      return new InHand() {
        @Override
        public CompletableFuture<List<EntityKey>> ready(Optional<EntityKey> after, int limit) {
          return store.ready(after, limit);
        }

        @Override
        public CompletableFuture<List<Sleeper>> sleepers(
            Instant until, Optional<Sleeper> after, int limit) {
          return store.sleepers(until, after, limit);
        }
      };
    }
  }

  /// @param epoch the number of this boot
  /// @param whenAllTold called when all that was in progress is in memory, or was and is evicted
  Recovery(InHand store, long epoch, Entities entities, EngineClock clock, Runnable whenAllTold) {
    this.store = store;
    this.epoch = epoch;
    this.entities = entities;
    this.clock = clock;
    this.whenAllTold = whenAllTold;
    this.thread = Thread.ofPlatform().daemon().name("perdure-recovery").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void stop() {
    stopped = true;
    thread.interrupt();
  }

  @Override
  public boolean failing() {
    return failing;
  }

  private void run() {
    try {
      while (!stopped) {
        tryStep();
      }
    } catch (InterruptedException e) {
      // Stopped.
    }
  }

  /// Whatever goes wrong, the next step is made: without this thread nothing that is due later is
  /// ever woken.
  private void tryStep() throws InterruptedException {
    try {
      step();
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!stopped) {
        failing = true;
        log.error("What is in progress could not be read; it is tried again", e);
        pause();
      }
    }
  }

  private void step() throws InterruptedException {
    if (!clock.instant().isBefore(nextAlarms)) {
      var until = clock.instant().plus(AHEAD);
      if (setAlarms(until)) {
        alarmsSet = Optional.of(Sleeper.place(until));
        nextAlarms = clock.instant().plus(AHEAD.dividedBy(2));
        alarms = 0;
      } else if (alarms >= ALARMS_MAX) {
        nextAlarms = halfGone;
        alarms = 0;
      }
    } else if (!allTold) {
      allTold = redriveReady();
    } else if (!untold.isEmpty()) {
      pause();
      for (int left = untold.size(); left > 0; left--) {
        redrive(untold.remove());
      }
    } else if (!saidSo) {
      saidSo = isAllTold();
    } else {
      pause = FIRST_PAUSE;
      Thread.sleep(UNTOLD_LOOK);
    }
  }

  private void pause() throws InterruptedException {
    Thread.sleep(pause);
    var longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
  }

  /// Tells a page of what is in hand that a new boot has begun.
  ///
  /// @return whether it was the last page
  private boolean redriveReady() throws InterruptedException {
    var page = store.ready(told, PAGE).join();
    for (var key : page) {
      redrive(key);
      told = Optional.of(key);
    }
    return page.size() < PAGE;
  }

  /// Waits for those that are still being told.
  private boolean isAllTold() throws InterruptedException {
    room.acquire(IN_FLIGHT);
    room.release(IN_FLIGHT);
    if (!untold.isEmpty()) {
      return false;
    }
    whenAllTold.run();
    return true;
  }

  private void redrive(EntityKey key) throws InterruptedException {
    room.acquire();
    entities.askInternally(
        key, new Request.EpochBegan(epoch), new Redriven(room::release, () -> untold.add(key)));
  }

  /// Sets the alarms of a page of what is due soon, and wakes what is overdue.
  ///
  /// @return whether it was the last page
  private boolean setAlarms(Instant until) throws InterruptedException {
    var page = store.sleepers(until, alarmsSet, PAGE).join();
    for (var sleeper : page) {
      if (sleeper.wakeAt().isAfter(clock.instant())) {
        entities.alarm(sleeper.key(), sleeper.wakeAt());
        if (++alarms == ALARMS_MAX / 2) {
          halfGone = sleeper.wakeAt();
        }
      } else {
        room.acquire();
        entities.wake(sleeper.key(), room::release);
      }
      alarmsSet = Optional.of(sleeper);
    }
    return page.size() < PAGE;
  }

  /// The turn that brought the entity into memory has redriven it.
  ///
  /// @param ended called in any case
  /// @param failed called besides when the entity could not be asked
  private record Redriven(Runnable ended, Runnable failed) implements Answer<Done> {
    @Override
    public Runnable accepted(Done reply) {
      ended.run();
      return () -> {};
    }

    @Override
    public void rejected(Rejection rejection) {
      switch (rejection.code()) {
        case INTERNAL, UNAVAILABLE -> failed.run();
        default -> {}
      }
      ended.run();
    }
  }
}
