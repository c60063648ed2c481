package dev.perdure.server.matching;

/// Lets a number of tasks a second through, with bursts of up to one second's worth.
final class TokenBucket {
  private static final double NANOS = 1e9;

  /// As good as no limit; with infinity the sums would be no numbers.
  private static final double MOST = 1e9;

  private final double perSecond;
  private final double burst;
  private double tokens;
  private long filledAt;

  TokenBucket(double perSecond, long nowNanos) {
    this.perSecond = Math.min(perSecond, MOST);
    this.burst = Math.ceil(this.perSecond);
    this.tokens = burst;
    this.filledAt = nowNanos;
  }

  double perSecond() {
    return perSecond;
  }

  /// When there is a token.
  ///
  /// @return 0 when there is one now, else the nanoseconds until there will be one;
  ///   `Long.MAX_VALUE` for a rate of zero
  long waitNanos(long nowNanos) {
    fill(nowNanos);
    if (tokens >= 1) {
      return 0;
    }
    return perSecond <= 0
        ? Long.MAX_VALUE
        : Math.max(1, (long) Math.ceil((1 - tokens) / perSecond * NANOS));
  }

  /// Takes a token, which must be there.
  void count(long nowNanos) {
    fill(nowNanos);
    tokens--;
  }

  private void fill(long nowNanos) {
    tokens = Math.min(burst, tokens + (nowNanos - filledAt) / NANOS * perSecond);
    filledAt = nowNanos;
  }
}
