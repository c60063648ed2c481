package dev.perdure.server.matching;

/// Lets a number of tasks a second through, with bursts of up to one second's worth.
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private double tokens;
  private long filledAt;

  TokenBucket(double perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.burst = Math.ceil(perSecond);
    this.tokens = burst;
    this.filledAt = nowNanos;
  }

  double perSecond() {
    return perSecond;
  }

  /// Takes a token if there is one.
  ///
  /// @return 0 when it was taken, else the nanoseconds until there will be one; `Long.MAX_VALUE`
  ///   for a rate of zero
  long take(long nowNanos) {
    tokens = Math.min(burst, tokens + (nowNanos - filledAt) / NANOS * perSecond);
    filledAt = nowNanos;
    if (tokens >= 1) {
      tokens--;
      return 0;
    }
    return perSecond <= 0
        ? Long.MAX_VALUE
        : Math.max(1, (long) Math.ceil((1 - tokens) / perSecond * NANOS));
  }
}
