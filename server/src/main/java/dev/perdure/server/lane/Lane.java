package dev.perdure.server.lane;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs turns one after the other, on the thread of whoever brings the first one.
///
/// The caller that finds a lane idle drains it, and hands it over to the lane's own thread after a
/// budget of turns, so that a gRPC thread is never caught in it. A virtual thread hands it over at
/// once: user code may hold all carriers for as long as it likes, and everybody behind a drainer
/// that waits for one would wait with it. Internal turns (timers, claims, messages between
/// entities) run before external ones in slices, because they finish work that was already
/// accepted.
public final class Lane {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  /// How many turns of one queue run before the other queue is looked at.
  private static final int SLICE = 64;

  /// How many turns a caller runs for others before the fallback thread takes over.
  private static final int BUDGET = 2 * SLICE;

  /// External turns beyond this are refused: the callers are far ahead of the lane.
  private static final int EXTERNAL_BOUND = 20_000;

  /// The lanes that the current thread found idle while it was draining another one. They are
  /// drained after that one and not inside it, so a chain of messages needs no stack.
  private static final ThreadLocal<@Nullable ArrayDeque<Lane>> FOUND_IDLE = new ThreadLocal<>();

  private final Queue<Runnable> internal = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> external = new ConcurrentLinkedQueue<>();

  /// Turns that are queued or running. Whoever raises it from zero owns the lane until it is zero
  /// again; every turn is in its queue before it is counted.
  private final AtomicInteger pending = new AtomicInteger();

  private final Executor fallback;
  private final Runnable afterTurns;

  /// @param fallback takes the lane over from a caller that has run enough turns
  /// @param afterTurns run when the lane has no more turns for now, and when it is handed over
  public Lane(Executor fallback, Runnable afterTurns) {
    this.fallback = fallback;
    this.afterTurns = afterTurns;
  }

  /// Runs a turn for a caller outside the server.
  ///
  /// @return false when too many are waiting already; the turn will not run
  public boolean offer(Runnable turn) {
    if (pending.get() > EXTERNAL_BOUND) {
      return false;
    }
    external.add(turn);
    begin();
    return true;
  }

  /// Runs a turn that the server itself asks for. Never refused.
  public void add(Runnable turn) {
    internal.add(turn);
    begin();
  }

  private void begin() {
    if (pending.getAndIncrement() == 0) {
      if (Thread.currentThread().isVirtual()) {
        fallback.execute(() -> drain(this));
      } else {
        drain(this);
      }
    }
  }

  private static void drain(Lane lane) {
    var outer = FOUND_IDLE.get();
    if (outer != null) {
      outer.add(lane);
      return;
    }
    var found = new ArrayDeque<Lane>(4);
    found.add(lane);
    FOUND_IDLE.set(found);
    try {
      for (var next = found.poll(); next != null; next = found.poll()) {
        try {
          next.runBudget();
        } finally {
          next.afterTurns.run();
        }
      }
    } finally {
      FOUND_IDLE.remove();
    }
  }

  private void runBudget() {
    int budget = BUDGET;
    while (true) {
      int done = run(internal) + run(external);
      if (pending.addAndGet(-done) == 0) {
        return;
      }
      budget -= done;
      if (budget <= 0) {
        fallback.execute(() -> drain(this));
        return;
      }
    }
  }

  private static int run(Queue<Runnable> turns) {
    int done = 0;
    while (done < SLICE) {
      var turn = turns.poll();
      if (turn == null) {
        break;
      }
      done++;
      runTurn(turn);
    }
    return done;
  }

  /// Whatever a turn does, the lane goes on.
  private static void runTurn(Runnable turn) {
    try {
      turn.run();
    } catch (RuntimeException | Error e) {
      log.error("A turn failed", e);
    }
  }
}
