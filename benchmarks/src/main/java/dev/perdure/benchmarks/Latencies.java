package dev.perdure.benchmarks;

import java.util.Arrays;

/// The latencies of a load, and how long all of it took.
record Latencies(int count, long totalMicros, long p50Micros, long p99Micros, long maxMicros) {
  static Latencies of(long[] nanos, long totalNanos) {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    return new Latencies(
        sorted.length,
        totalNanos / 1_000,
        sorted[last / 2] / 1_000,
        sorted[last * 99 / 100] / 1_000,
        sorted[last] / 1_000);
  }

  double perSecond() {
    return count * 1e6 / totalMicros;
  }

  /// One line that [#parse] reads in another process.
  String line() {
    return "%d %d %d %d %d".formatted(count, totalMicros, p50Micros, p99Micros, maxMicros);
  }

  static Latencies parse(String line) {
    var fields = line.strip().split(" ", -1);
    return new Latencies(
        Integer.parseInt(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]));
  }

  @Override
  public String toString() {
    return "%,.0f/s, p50 %.1f ms, p99 %.1f ms, max %.1f ms"
        .formatted(perSecond(), p50Micros / 1e3, p99Micros / 1e3, maxMicros / 1e3);
  }
}
