package dev.perdure.internal.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Random numbers that follow from a run id alone: xoshiro256** seeded with the id's SHA-256.
///
/// Histories depend on it, so it never changes. The state is wide enough that the UUIDs of
/// different runs do not collide.
final class WorkflowRandom implements RandomGenerator {
  private long s0;
  private long s1;
  private long s2;
  private long s3;

  WorkflowRandom(String runId) {
    ByteBuffer seed = ByteBuffer.wrap(sha256(runId));
    s0 = seed.getLong();
    s1 = seed.getLong();
    s2 = seed.getLong();
    s3 = seed.getLong();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public long nextLong() {
    long result = Long.rotateLeft(s1 * 5, 7) * 9;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /// A random UUID of version 4.
  UUID uuid4() {
    long high = nextLong();
    long low = nextLong();
    return new UUID(
        (high & 0xffff_ffff_ffff_0fffL) | 0x4000L,
        (low & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
  }
}
