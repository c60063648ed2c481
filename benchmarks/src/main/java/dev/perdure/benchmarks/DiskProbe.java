package dev.perdure.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// What the disk can do: the time of one 4 KiB append with fsync, in the directory measured.
///
/// The disk's speed changes from minute to minute, so every latency is read beside this figure of
/// the same run.
record DiskProbe(long medianMicros, long p99Micros) {
  private static final int APPENDS = 200;
  private static final int BLOCK = 4096;

  static DiskProbe measure(Path directory) throws IOException {
    var file = Files.createTempFile(directory, "probe", ".bin");
    var micros = new long[APPENDS];
    try (var channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      for (int i = 0; i < APPENDS; i++) {
        long start = System.nanoTime();
        channel.write(ByteBuffer.allocate(BLOCK));
        channel.force(false);
        micros[i] = (System.nanoTime() - start) / 1_000;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(micros);
    return new DiskProbe(micros[APPENDS / 2], micros[APPENDS * 99 / 100]);
  }

  @Override
  public String toString() {
    return "%.2f ms median, %.2f ms p99 (4 KiB append + fsync, before and after the run)"
        .formatted(medianMicros / 1e3, p99Micros / 1e3);
  }

  /// The mean of two probes, one on each side of a run.
  DiskProbe and(DiskProbe other) {
    return new DiskProbe(
        (medianMicros + other.medianMicros) / 2, (p99Micros + other.p99Micros) / 2);
  }
}
