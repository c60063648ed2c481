package dev.perdure.server.entity;

import dev.perdure.engine.decision.Ids;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;

/// UUIDs of version 7: ids made one after the other sort by time, which keeps the indexes that hold
/// them dense. Not thread-safe: each lane has its own.
final class RandomIds implements Ids {
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
  private final InstantSource clock;

  RandomIds(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String next() {
    long high = clock.instant().toEpochMilli() << 16 | 0x7000 | random.nextInt(1 << 12);
    long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  @Override
  public double jitter() {
    return random.nextDouble();
  }
}
