package dev.perdure.engine.calendar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The 32-bit fingerprint of FarmHash, from which Temporal's server draws the jitter of schedules.
final class Fingerprint {
  private static final int C1 = 0xcc9e2d51;
  private static final int C2 = 0x1b873593;
  private static final int SHORT = 24;
  private static final int BLOCK = 20;

  private Fingerprint() {}

  /// @param bytes at least 13
  static int of(byte[] bytes) {
    if (bytes.length < 13) {
      throw new IllegalArgumentException("too short: " + bytes.length);
    }
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.length <= SHORT ? ofShort(in) : ofLong(in);
  }

  private static int ofShort(ByteBuffer in) {
    int length = in.limit();
    int a = in.getInt(length / 2 - 4);
    int b = in.getInt(4);
    int c = in.getInt(length - 8);
    int d = in.getInt(length / 2);
    int e = in.getInt(0);
    int f = in.getInt(length - 4);
    a = Integer.rotateRight(a, 12) + f;
    int h = mix(c, d * C1 + length) + a;
    a = Integer.rotateRight(a, 3) + c;
    h = mix(e, h) + a;
    a = Integer.rotateRight(a + f, 12) + d;
    return finish(mix(b, h) + a);
  }

  private static int ofLong(ByteBuffer in) {
    int length = in.limit();
    int h = length;
    int g = C1 * length;
    int f = g;
    h = fold(fold(h, spread(in.getInt(length - 4))), spread(in.getInt(length - 16)));
    g = fold(fold(g, spread(in.getInt(length - 8))), spread(in.getInt(length - 12)));
    f = Integer.rotateRight(f + spread(in.getInt(length - 20)), 19) + 113;
    for (int at = 0, blocks = (length - 1) / BLOCK; blocks > 0; blocks--, at += BLOCK) {
      int a = in.getInt(at);
      int b = in.getInt(at + 4);
      int c = in.getInt(at + 8);
      int d = in.getInt(at + 12);
      int e = in.getInt(at + 16);
      h = mix(d, h + a) + e;
      g = mix(c, g + b) + a;
      f = mix(b + e * C1, f + c) + d;
      f += g;
      g += f;
    }
    g = Integer.rotateRight(Integer.rotateRight(g, 11) * C1, 17) * C1;
    f = Integer.rotateRight(Integer.rotateRight(f, 11) * C1, 17) * C1;
    return end(end(h, g), f);
  }

  private static int spread(int value) {
    return Integer.rotateRight(value * C1, 17) * C2;
  }

  private static int fold(int hash, int spread) {
    return Integer.rotateRight(hash ^ spread, 19) * 5 + 0xe6546b64;
  }

  private static int mix(int value, int hash) {
    return fold(hash, spread(value));
  }

  private static int end(int hash, int value) {
    return Integer.rotateRight(Integer.rotateRight(hash + value, 19) * 5 + 0xe6546b64, 17) * C1;
  }

  private static int finish(int hash) {
    int h = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}
