package dev.perdure.server.clock;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// The time that the engine decides with, in whole microseconds.
///
/// It follows the wall clock, but never goes back: after a step back of the wall clock it goes on
/// at the pace of the monotonic clock until the wall clock has caught up.
///
/// Deadlines, liveness of pollers and rates use [System#nanoTime] instead: they are about real
/// waiting, also when engine time is made to skip.
public final class EngineClock implements InstantSource {
  /// Below this the wall clock is only noisy, and the monotonic reading is the smoother one.
  private static final long NOISE_MICROS = 500;

  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private final AtomicReference<Anchor> anchor;

  /// Both clocks read at one moment.
  private record Anchor(long micros, long nanos) {
    long at(long nanosNow) {
      return micros + Math.floorDiv(nanosNow - nanos, 1_000L);
    }
  }

  public EngineClock(InstantSource wall) {
    this(wall, System::nanoTime);
  }

  EngineClock(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.anchor = new AtomicReference<>(new Anchor(micros(wall), nanoTime.getAsLong()));
  }

  @Override
  public Instant instant() {
    while (true) {
      var seen = anchor.get();
      long nanosNow = nanoTime.getAsLong();
      long monotonic = seen.at(nanosNow);
      long ahead = micros(wall) - monotonic;
      if (ahead < NOISE_MICROS) {
        return Instant.EPOCH.plus(monotonic, ChronoUnit.MICROS);
      }
      anchor.compareAndSet(seen, new Anchor(monotonic + ahead, nanosNow));
    }
  }

  /// Makes sure that engine time is at least `instant` from now on: what is on disk was stamped by
  /// an earlier process, whose clock may have been ahead.
  public void advanceTo(Instant instant) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    while (true) {
      var seen = anchor.get();
      long nanosNow = nanoTime.getAsLong();
      if (seen.at(nanosNow) >= micros || anchor.compareAndSet(seen, new Anchor(micros, nanosNow))) {
        return;
      }
    }
  }

  private static long micros(InstantSource source) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, source.instant());
  }
}
