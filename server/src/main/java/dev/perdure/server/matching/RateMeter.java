package dev.perdure.server.matching;

/// About how often something happens, over the last half minute.
final class RateMeter {
  private static final int SLICES = 6;
  private static final long SLICE_NANOS = 5_000_000_000L;

  private final long[] counts = new long[SLICES + 1];
  private final long begunNanos;
  private long slice;

  RateMeter(long nowNanos) {
    begunNanos = nowNanos;
  }

  void count(long nowNanos) {
    goOn(nowNanos);
    counts[(int) (slice % counts.length)]++;
  }

  /// Times a second.
  float perSecond(long nowNanos) {
    goOn(nowNanos);
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    long inSlice = (nowNanos - begunNanos) % SLICE_NANOS;
    long covered = Math.min(nowNanos - begunNanos, SLICES * SLICE_NANOS + inSlice);
    return sum == 0 ? 0 : (float) (sum / Math.max(1.0, covered / 1e9));
  }

  private void goOn(long nowNanos) {
    long now = (nowNanos - begunNanos) / SLICE_NANOS;
    for (long next = Math.max(slice + 1, now - counts.length + 1); next <= now; next++) {
      counts[(int) (next % counts.length)] = 0;
    }
    slice = Math.max(slice, now);
  }
}
