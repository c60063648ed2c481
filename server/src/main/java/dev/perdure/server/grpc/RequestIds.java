package dev.perdure.server.grpc;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Names for requests that came without one. They need to be unique, not secret.
final class RequestIds {
  private RequestIds() {}

  static String next() {
    var random = ThreadLocalRandom.current();
    return new UUID(
            (random.nextLong() & ~0xF000L) | 0x4000L,
            (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L)
        .toString();
  }
}
