package dev.perdure.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Runs the benchmark that the first argument names.
final class Main {
  private static final String USAGE =
      """
      benchmarks/run NAME [--option=value …]
        hello    the end-to-end load: --sdk=perdure|official --server=process|in-process|official-test
                 --callers=16 --warmup=2000 --count=10000 --directory=DIR --server-jvm=… --driver-jvm=…
                 --lists=10: so many lists each second meanwhile
                 --server-cpus=0 --driver-cpus=1: each on a processor of its own
        signal, update, query, chain10
                 the same with ten signals, updates, queries or activities in each workflow
        sleepers many sleeping runs in one file, and hello beside them: --count=20000 --file=FILE (kept, and used again)
                 --hello=10000
        lists    filters of every kind over closed runs with search attributes: --count=20000 --file=FILE (kept, and used again)
        idle     an idle server, then with parked long polls: --polls=5000 --seconds=10 --settle=15
        replay   events per second that an SDK replays: --sdk=perdure|official --activities=1666 --seconds=10
        cache    heap of a worker for each parked workflow: --count=20000
        journal  the journal and the store alone: --in-flight=16 --count=20000
        first-poll  from starting a JVM to its worker's first poll, for both SDKs: --count=5
        ready    from starting a server to its first answer: --command=./perdure --count=5
      """;

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      System.err.print(USAGE);
      System.exit(2);
    }
    var settings = Settings.parse(List.of(arguments).subList(1, arguments.length));
    System.out.println("load average before: " + loadAverage());
    var directory = Files.createTempDirectory(settings.directory(), "perdure-bench");
    try {
      switch (arguments[0]) {
        case "hello", "signal", "update", "query", "chain10" ->
            new LoadBenchmark(settings, directory, Workload.of(arguments[0])).run();
        case "sleepers" -> new SleepersBenchmark(settings, directory).run();
        case "lists" -> new ListsBenchmark(settings, directory).run();
        case "idle" -> new IdleBenchmark(settings, directory).run();
        case "replay" -> new ReplayBenchmark(settings).run();
        case "cache" -> new CacheBenchmark(settings, directory).run();
        case "journal" ->
            JournalBenchmark.main(
                new String[] {
                  directory.resolve("journal.db").toString(),
                  settings.text("in-flight", "16"),
                  settings.text("count", "20000")
                });
        case "first-poll" -> new FirstPollBenchmark(settings).run();
        case "ready" -> new ReadyBenchmark(settings, directory).run();
        default -> {
          System.err.print(USAGE);
          System.exit(2);
        }
      }
    } finally {
      delete(directory);
    }
    System.exit(0);
  }

  private static String loadAverage() throws IOException {
    var fields = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
    return String.join(" ", Arrays.copyOf(fields, 3));
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
