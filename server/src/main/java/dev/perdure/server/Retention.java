package dev.perdure.server;

import dev.perdure.engine.decision.DeleteReply;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.entity.Answer;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.store.ClosedRun;
import dev.perdure.server.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Deletes closed runs that were kept for as long as their namespace says, by engine time.
///
/// The oldest ones are found by an index, some hundreds at a time, and between two such lots it
/// rests for as long as one took, most of which is waiting: others hardly notice. When nothing can
/// be due it looks at nothing.
final class Retention {
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CHUNK = 512;

  private final Chore chore;
  private final Supplier<Store> store;
  private final Entities entities;
  private final EngineClock clock;
  private final Map<String, Quiet> quiet = new HashMap<>();

  /// Nothing of the namespace is due before this time, by this retention.
  private record Quiet(Duration retention, Instant until) {}

  Retention(
      ScheduledExecutorService scheduler,
      Supplier<Store> store,
      Entities entities,
      EngineClock clock) {
    this.chore =
        new Chore(scheduler, "Runs that are to be deleted could not be looked for", this::start);
    this.store = store;
    this.entities = entities;
    this.clock = clock;
  }

  void start() {
    chore.later(this::tick, TICK_NANOS);
  }

  private void tick() {
    var sweeps = new ArrayDeque<Sweep>();
    for (var namespace : store.get().namespaces().all()) {
      var retention = namespace.retention();
      if (retention != null && !isQuiet(namespace.name(), retention)) {
        sweeps.add(new Sweep(namespace.name(), retention, sweeps));
      }
    }
    next(sweeps);
  }

  private boolean isQuiet(String name, Duration retention) {
    var known = quiet.get(name);
    return known != null
        && known.retention.equals(retention)
        && clock.instant().isBefore(known.until);
  }

  private void next(Queue<Sweep> left) {
    var sweep = left.poll();
    if (sweep == null) {
      start();
    } else {
      sweep.look(null);
    }
  }

  /// All that is due of one namespace.
  private final class Sweep {
    private final String name;
    private final Duration retention;
    private final Queue<Sweep> left;

    Sweep(String name, Duration retention, Queue<Sweep> left) {
      this.name = name;
      this.retention = retention;
      this.left = left;
    }

    void look(@Nullable ClosedRun after) {
      long begun = System.nanoTime();
      chore.then(
          store.get().closedRuns(name, Optional.ofNullable(after), CHUNK),
          oldest -> found(oldest, begun));
    }

    private void found(List<ClosedRun> oldest, long begun) {
      var now = clock.instant();
      var due = new ArrayList<ClosedRun>();
      for (var run : oldest) {
        var end = run.closeTime().plus(retention);
        if (end.isAfter(now)) {
          quiet.put(name, new Quiet(retention, end));
          break;
        }
        due.add(run);
      }
      boolean isLast = due.size() < oldest.size() || oldest.size() < CHUNK;
      if (due.size() == oldest.size() && isLast) {
        // What closes from now on is not due before this.
        quiet.put(name, new Quiet(retention, now.plus(retention)));
      }
      delete(due, () -> deleted(due, isLast, begun));
    }

    private void delete(List<ClosedRun> due, Runnable done) {
      if (due.isEmpty()) {
        done.run();
        return;
      }
      var answered = Chore.afterAll(due.size(), () -> chore.later(done, 0));
      for (var run : due) {
        entities.askInternally(
            run.key(),
            new Request.Delete(run.runId(), true, true),
            new Deleted(answered, this::tryAgain));
      }
    }

    private void tryAgain() {
      chore.later(() -> quiet.remove(name), 0);
    }

    private void deleted(List<ClosedRun> due, boolean isLast, long begun) {
      long pause = System.nanoTime() - begun;
      if (isLast) {
        chore.later(() -> next(left), pause);
      } else {
        chore.later(() -> look(due.getLast()), pause);
      }
    }
  }

  /// Whatever became of it, the sweep goes on: what is still there is found by another one. A run
  /// that owes something to others goes by itself as soon as it can.
  private record Deleted(Runnable answered, Runnable tryAgain) implements Answer<DeleteReply> {
    @Override
    public Runnable accepted(DeleteReply reply) {
      return answered;
    }

    @Override
    public void rejected(Rejection rejection) {
      if (rejection.code() != Rejection.Code.NOT_FOUND) {
        tryAgain.run();
      }
      answered.run();
    }
  }
}
