package dev.perdure.server.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// The time that the engine decides with, in whole microseconds.
///
/// It follows the wall clock, at the offset to which it was made to skip, but never goes back:
/// after a step back of the wall clock it goes on at the pace of the monotonic clock until the wall
/// clock has caught up.
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
  ///
  /// @param micros engine time
  /// @param offset how far engine time was made to skip ahead of the wall clock, in microseconds
  private record Anchor(long micros, long nanos, long offset) {
    long at(long nanosNow) {
      return micros + Math.floorDiv(nanosNow - nanos, 1_000L);
    }
  }

  public EngineClock(InstantSource wall) {
    this(wall, Duration.ZERO);
  }

  /// @param offset how far ahead of the wall clock it begins
  public EngineClock(InstantSource wall, Duration offset) {
    this(wall, offset, System::nanoTime);
  }

  EngineClock(InstantSource wall, LongSupplier nanoTime) {
    this(wall, Duration.ZERO, nanoTime);
  }

  EngineClock(InstantSource wall, Duration offset, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    long micros = offset.toNanos() / 1_000L;
    this.anchor =
        new AtomicReference<>(new Anchor(micros(wall) + micros, nanoTime.getAsLong(), micros));
  }

  @Override
  public Instant instant() {
    while (true) {
      var seen = anchor.get();
      long nanosNow = nanoTime.getAsLong();
      long monotonic = seen.at(nanosNow);
      long ahead = micros(wall) + seen.offset - monotonic;
      if (ahead < NOISE_MICROS) {
        return Instant.EPOCH.plus(monotonic, ChronoUnit.MICROS);
      }
      anchor.compareAndSet(seen, new Anchor(monotonic + ahead, nanosNow, seen.offset));
    }
  }

  /// Makes sure that engine time is at least `instant` from now on: what is on disk was stamped by
  /// an earlier process, whose clock may have been ahead.
  public void advanceTo(Instant instant) {
    long micros = micros(instant);
    while (true) {
      var seen = anchor.get();
      long nanosNow = nanoTime.getAsLong();
      if (seen.at(nanosNow) >= micros
          || anchor.compareAndSet(seen, new Anchor(micros, nanosNow, seen.offset))) {
        return;
      }
    }
  }

  /// Skips to `instant`, if that is in the future, and goes on from there at the wall clock's pace.
  ///
  /// @return how far ahead of the wall clock engine time is now, which has to be kept on disk
  public Duration skipTo(Instant instant) {
    long micros = micros(instant);
    while (true) {
      var seen = anchor.get();
      long nanosNow = nanoTime.getAsLong();
      long skipped = micros - seen.at(nanosNow);
      if (skipped <= 0) {
        return Duration.of(seen.offset, ChronoUnit.MICROS);
      }
      long offset = seen.offset + skipped;
      if (anchor.compareAndSet(seen, new Anchor(micros, nanosNow, offset))) {
        return Duration.of(offset, ChronoUnit.MICROS);
      }
    }
  }

  /// How far engine time was made to skip ahead of the wall clock.
  public Duration offset() {
    return Duration.of(anchor.get().offset, ChronoUnit.MICROS);
  }

  private static long micros(InstantSource source) {
    return micros(source.instant());
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
