package dev.perdure.server.entity;

import dev.perdure.engine.decision.Rejection;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import io.temporal.api.enums.v1.ResourceExhaustedScope;
import io.temporal.api.errordetails.v1.ResourceExhaustedFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Holds new work back while more is decided than the disk has taken.
///
/// Work that completes something goes before, since it makes room; new work waits for a second, as
/// an entry in a queue and not as a thread, and is then refused.
public final class Intake {
  /// What may be decided and not yet durable.
  static final long MAX_WAITING_BYTES = 32L << 20;

  private static final Duration MAX_WAIT = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
  private static final int MAX_HELD = 100_000;

  private static final Rejection DISK_BEHIND =
      exhausted("The disk does not keep up with the requests; try again.");
  private static final Rejection DISK_FULL =
      exhausted("The disk is nearly full; only work in progress goes on.");

  private final LongSupplier waitingBytes;
  private final BooleanSupplier diskNearlyFull;
  private final ScheduledExecutorService scheduler;

  /// Guarded by itself.
  private final ArrayDeque<Held> held = new ArrayDeque<>();

  private volatile boolean anyHeld;

  private record Held(long untilNanos, Runnable go, Consumer<Rejection> refuse) {}

  public Intake(
      LongSupplier waitingBytes,
      BooleanSupplier diskNearlyFull,
      ScheduledExecutorService scheduler) {
    this.waitingBytes = waitingBytes;
    this.diskNearlyFull = diskNearlyFull;
    this.scheduler = scheduler;
  }

  /// Lets new work in, now or soon, or refuses it.
  public void begin(Runnable go, Consumer<Rejection> refuse) {
    if (diskNearlyFull.getAsBoolean()) {
      refuse.accept(DISK_FULL);
    } else if (!anyHeld && waitingBytes.getAsLong() < MAX_WAITING_BYTES) {
      go.run();
    } else {
      hold(new Held(System.nanoTime() + MAX_WAIT.toNanos(), go, refuse));
    }
  }

  /// Lets work in that completes something; twice as much may wait for the disk.
  public void complete(Runnable go, Consumer<Rejection> refuse) {
    if (waitingBytes.getAsLong() < 2 * MAX_WAITING_BYTES) {
      go.run();
    } else {
      refuse.accept(DISK_BEHIND);
    }
  }

  private void hold(Held work) {
    int size;
    synchronized (held) {
      size = held.size();
      if (size < MAX_HELD) {
        held.add(work);
        anyHeld = true;
      }
    }
    if (size == 0) {
      lookAgain();
    } else if (size >= MAX_HELD) {
      work.refuse.accept(DISK_BEHIND);
    }
  }

  private void lookAgain() {
    var _ = scheduler.schedule(this::letGo, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void letGo() {
    for (var next = next(); next != null; next = next()) {
      if (waitingBytes.getAsLong() < MAX_WAITING_BYTES) {
        next.go.run();
      } else {
        next.refuse.accept(DISK_BEHIND);
      }
    }
    boolean more;
    synchronized (held) {
      more = !held.isEmpty();
      anyHeld = more;
    }
    if (more) {
      lookAgain();
    }
  }

  /// The next one that can go, or that has waited for too long.
  private @Nullable Held next() {
    synchronized (held) {
      var oldest = held.peek();
      if (oldest == null
          || (waitingBytes.getAsLong() >= MAX_WAITING_BYTES
              && oldest.untilNanos - System.nanoTime() > 0)) {
        return null;
      }
      return held.poll();
    }
  }

  private static Rejection exhausted(String message) {
    return new Rejection(
        Rejection.Code.RESOURCE_EXHAUSTED,
        message,
        ResourceExhaustedFailure.newBuilder()
            .setCause(ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_SYSTEM_OVERLOADED)
            .setScope(ResourceExhaustedScope.RESOURCE_EXHAUSTED_SCOPE_SYSTEM)
            .build());
  }
}
