package dev.perdure.server;

import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.entity.Answer;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.store.Sleeper;
import dev.perdure.server.store.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings back what a store that was just opened has in hand: tasks that wait for workers, attempts
/// whose workers died with the former process, and whatever is due soon.
///
/// It works in the background and a little at a time: what a request needs at once is loaded for
/// that request.
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final int PAGE = 500;

  /// How many entities are on their way into memory at a time.
  private static final int IN_FLIGHT = 64;

  /// How far ahead alarms are set, and how often. Entities in memory set their own for twice as far
  /// ahead, so none is missed that is not on disk yet while its page is read.
  private static final Duration AHEAD = Entities.ALARM_HORIZON.dividedBy(2);

  private final Store store;
  private final long epoch;
  private final Entities entities;
  private final EngineClock clock;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final Thread thread;
  private volatile boolean stopped;

  /// Sleepers up to here have their alarms.
  private Optional<Sleeper> alarmsSet = Optional.empty();

  /// @param epoch the number of this boot
  Recovery(Store store, long epoch, Entities entities, EngineClock clock) {
    this.store = store;
    this.epoch = epoch;
    this.entities = entities;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("perdure-recovery").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Ends it, finished or not.
  void stop() {
    stopped = true;
    thread.interrupt();
  }

  private void run() {
    try {
      redriveReady();
      while (!stopped) {
        setAlarms();
        Thread.sleep(AHEAD.dividedBy(2));
      }
    } catch (InterruptedException e) {
      // Stopped.
    } catch (RuntimeException e) {
      if (!stopped) {
        log.error("What was in progress could not be read; it goes on when it is asked for", e);
      }
    }
  }

  private void redriveReady() throws InterruptedException {
    Optional<EntityKey> last = Optional.empty();
    int count;
    do {
      var page = store.ready(last, PAGE).join();
      count = page.size();
      for (var key : page) {
        room.acquire();
        entities.askInternally(key, new Request.EpochBegan(epoch), new Redriven(room::release));
        last = Optional.of(key);
      }
    } while (count == PAGE && !stopped);
  }

  /// Sets the alarms of what is due soon, and wakes what is overdue.
  private void setAlarms() throws InterruptedException {
    var until = clock.instant().plus(AHEAD);
    var last = alarmsSet;
    int count;
    do {
      var page = store.sleepers(until, last, PAGE).join();
      count = page.size();
      for (var sleeper : page) {
        if (sleeper.wakeAt().isAfter(clock.instant())) {
          entities.alarm(sleeper.key(), sleeper.wakeAt());
        } else {
          room.acquire();
          entities.wake(sleeper.key(), room::release);
        }
        last = Optional.of(sleeper);
      }
    } while (count == PAGE && !stopped);
    alarmsSet = Optional.of(new Sleeper(EntityKey.workflow("", ""), until));
  }

  /// The turn that brought the entity into memory has redriven it.
  private record Redriven(Runnable done) implements Answer<Done> {
    @Override
    public Runnable accepted(Done reply, WorkflowState state) {
      done.run();
      return () -> {};
    }

    @Override
    public void rejected(Rejection rejection) {
      done.run();
    }
  }
}
