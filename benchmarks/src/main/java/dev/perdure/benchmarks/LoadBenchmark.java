package dev.perdure.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One load (`hello`: start, one activity, result) from concurrent callers, end to end.
///
/// `--server=process` (the default) puts the server into a process of its own, on a file;
/// `in-process` puts it into the driver's, over its channel; `official-test` is the official
/// in-memory test server in the driver's process.
final class LoadBenchmark {
  private final Settings settings;
  private final Path directory;

  private final Workload load;

  LoadBenchmark(Settings settings, Path directory, Workload load) {
    this.settings = settings;
    this.directory = directory;
    this.load = load;
  }

  void run() throws IOException, InterruptedException {
    if (!settings.text("server", "process").equals("process")) {
      drive(List.of("--directory=" + directory));
      return;
    }
    run(directory.resolve("hello.db"));
  }

  /// On a file that may have something in it.
  void run(Path file) throws IOException, InterruptedException {
    try (var server = ServerProcess.start(file, settings)) {
      drive(List.of("--server=" + server.address()), server);
    }
  }

  private void drive(List<String> where) throws IOException, InterruptedException {
    try (var driver = startDriver(where)) {
      driver.await("WARM");
      var disk = DiskProbe.measure(directory);
      var before = ProcessUsage.of(driver.pid());
      driver.say("go");
      var latencies = Latencies.parse(driver.await("RESULT"));
      var used = ProcessUsage.of(driver.pid()).since(before);
      disk = disk.and(DiskProbe.measure(directory));
      headline(latencies);
      report(
          "CPU per workflow, all of it", perWorkflow((double) used.cpuMillis(), latencies, "ms"));
      report("written per workflow", perWorkflow(used.writtenBytes() / 1024.0, latencies, "KiB"));
      report("fsync", disk.toString());
      report("RSS", megabytes(used.rssBytes()));
      driver.say("end");
    }
  }

  private void drive(List<String> where, ServerProcess server)
      throws IOException, InterruptedException {
    try (var driver = startDriver(where)) {
      driver.await("WARM");
      var disk = DiskProbe.measure(directory);
      long commits = server.commits();
      var before = ProcessUsage.of(server.pid());
      var driverBefore = ProcessUsage.of(driver.pid());
      driver.say("go");
      var latencies = Latencies.parse(driver.await("RESULT"));
      var used = ProcessUsage.of(server.pid()).since(before);
      var driverUsed = ProcessUsage.of(driver.pid()).since(driverBefore);
      commits = server.commits() - commits;
      disk = disk.and(DiskProbe.measure(directory));
      headline(latencies);
      report("server CPU per workflow", perWorkflow((double) used.cpuMillis(), latencies, "ms"));
      report(
          "driver CPU per workflow", perWorkflow((double) driverUsed.cpuMillis(), latencies, "ms"));
      report(
          "commits per workflow",
          perWorkflow((double) commits, latencies, "(shared by all callers)"));
      report("written per workflow", perWorkflow(used.writtenBytes() / 1024.0, latencies, "KiB"));
      report("fsync", disk.toString());
      report("server RSS", megabytes(used.rssBytes()));
      driver.say("end");
    }
  }

  private ChildJvm startDriver(List<String> where) throws IOException {
    var arguments = new ArrayList<String>();
    settings.values().forEach((name, value) -> arguments.add("--" + name + "=" + value));
    arguments.add("--load=" + load);
    arguments.addAll(where); // later ones win
    return ChildJvm.start(LoadDriver.class, settings.driverJvm(), arguments.toArray(String[]::new));
  }

  private void headline(Latencies latencies) {
    System.out.printf(
        "%s, server %s, SDK %s, %d callers, %d workflows after %d%n",
        load,
        settings.text("server", "process"),
        settings.text("sdk", "perdure"),
        settings.number("callers", 16),
        latencies.count(),
        settings.number("warmup", 2_000));
    report("throughput and latency", latencies.toString());
  }

  private static String perWorkflow(double total, Latencies latencies, String unit) {
    return "%.2f %s".formatted(total / latencies.count(), unit);
  }

  static String megabytes(long bytes) {
    return "%d MB".formatted(bytes / 1_000_000);
  }

  static void report(String name, String value) {
    System.out.printf("  %-28s %s%n", name, value);
  }
}
