package dev.perdure.benchmarks;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.worker.Worker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/// Heap of a worker for each workflow that it holds parked in its cache. The server is in another
/// process, so only the SDK is measured.
final class CacheBenchmark {
  private static final int CALLERS = 16;
  private static final int COLLECTIONS = 4;
  private static final int SETTLE_MILLIS = 500;

  private final Settings settings;
  private final Path directory;

  CacheBenchmark(Settings settings, Path directory) {
    this.settings = settings;
    this.directory = directory;
  }

  void run() throws IOException, InterruptedException {
    int count = settings.number("count", 20_000);
    try (var server = ServerProcess.start(directory.resolve("cache.db"), settings);
        var client = Client.connect(server.address());
        var _ =
            Worker.builder(client, "parked")
                .workflows(ParkedWorkflow.class)
                .maxCachedWorkflows(2 * count)
                .start()) {
      park(client, "warm-", count / 10);
      long before = heap();
      park(client, "parked-", count);
      long used = heap() - before;
      System.out.printf("cache, %d parked workflows%n", count);
      LoadBenchmark.report("heap per workflow", "%,d bytes".formatted(used / count));
      LoadBenchmark.report(
          "server RSS", LoadBenchmark.megabytes(ProcessUsage.of(server.pid()).rssBytes()));
    }
  }

  /// Starts workflows and waits until each has done its first task, which a query shows.
  private static void park(Client client, String prefix, int count) throws InterruptedException {
    var _ =
        new Load(CALLERS, count)
            .run(
                prefix,
                id -> {
                  var _ =
                      client.startWorkflow(
                          ParkedWorkflow::run, "Ada", WorkflowOptions.of(id, "parked"));
                });
    while (client.getWorkflowHandle(prefix + (count - 1)).describe().historyLength() < 4) {
      Thread.sleep(SETTLE_MILLIS);
    }
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(SETTLE_MILLIS);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
