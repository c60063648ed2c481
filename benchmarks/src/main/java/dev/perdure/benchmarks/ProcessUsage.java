package dev.perdure.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process has used so far, as Linux counts it.
///
/// @param cpuMillis user and system time, to 10 ms
/// @param writtenBytes what it made the disk write, in whole pages
/// @param rssBytes resident memory now
/// @param threads operating system threads now
record ProcessUsage(long cpuMillis, long writtenBytes, long rssBytes, int threads) {
  private static final int TICK_MILLIS = 10;
  private static final int UTIME = 11;
  private static final int STIME = 12;

  static ProcessUsage of(long pid) throws IOException {
    var proc = Path.of("/proc", Long.toString(pid));
    // The name (field 2) may hold spaces; the fields are counted behind its parenthesis.
    var stat = Files.readString(proc.resolve("stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    return new ProcessUsage(
        ticks * TICK_MILLIS,
        number(proc.resolve("io"), "write_bytes:"),
        number(proc.resolve("status"), "VmRSS:") * 1024,
        (int) number(proc.resolve("status"), "Threads:"));
  }

  private static long number(Path file, String name) throws IOException {
    for (var line : Files.readAllLines(file)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
      }
    }
    throw new IOException(name + " is not in " + file);
  }

  /// What was used since an earlier look; memory and threads are those of this one.
  ProcessUsage since(ProcessUsage earlier) {
    return new ProcessUsage(
        cpuMillis - earlier.cpuMillis, writtenBytes - earlier.writtenBytes, rssBytes, threads);
  }
}
