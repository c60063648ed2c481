package dev.perdure.benchmarks;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Many runs that sleep in one file: its size, how soon a server on it is ready, the server's heap,
/// lists, and the load `hello` beside them.
///
/// `--file=` names the file, which is kept; if it is there already, it is used as it is.
final class SleepersBenchmark {
  private final Settings settings;
  private final Path directory;

  SleepersBenchmark(Settings settings, Path directory) {
    this.settings = settings;
    this.directory = directory;
  }

  void run() throws IOException, InterruptedException {
    int count = settings.number("count", 20_000);
    var name = settings.text("file", "");
    var file = name.isEmpty() ? directory.resolve("sleepers.db") : Path.of(name);
    System.out.printf("%d sleeping runs in %s%n", count, file);
    if (!Files.exists(file)) {
      make(file, count);
    }
    LoadBenchmark.report("file", LoadBenchmark.megabytes(Files.size(file)));
    observe(file);
    var hello = settings.number("hello", 10_000);
    if (hello > 0) {
      System.out.println("hello on an empty file:");
      hello(directory.resolve("empty.db"));
      System.out.println("hello beside the sleeping runs:");
      hello(file);
    }
  }

  private void make(Path file, int count) throws IOException, InterruptedException {
    long start = System.nanoTime();
    // Making the file is not what is measured, so nothing waits for the disk.
    var options = ServerOptions.defaults().withSqlitePragmas(Map.of("synchronous", "OFF"));
    try (var server = PerdureServer.open(file, options)) {
      new Sleepers(server.channel(), settings.number("callers", 64)).make(count);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    LoadBenchmark.report("made", "%.1f s, %.0f/s".formatted(seconds, count / seconds));
  }

  private void observe(Path file) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (var server = ServerProcess.start(file, settings)) {
      var channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
      var service = WorkflowServiceGrpc.newBlockingStub(channel);
      var lists = new ListTimes(service);
      lists.warmUp(1);
      LoadBenchmark.report(
          "process start to first answer", "%.2f s".formatted((System.nanoTime() - start) / 1e9));
      lists(lists, Sleepers.id(0));
      LoadBenchmark.report("heap after collection", LoadBenchmark.megabytes(server.heapBytes()));
      LoadBenchmark.report(
          "server RSS", LoadBenchmark.megabytes(ProcessUsage.of(server.pid()).rssBytes()));
      close(channel);
    }
  }

  private static void close(ManagedChannel channel) {
    channel.shutdownNow();
  }

  private static void lists(ListTimes lists, String id) {
    for (var query :
        List.of(
            "",
            "ExecutionStatus = 'Running'",
            "ExecutionStatus = 'Failed'",
            "WorkflowType = 'Sleeper'",
            "WorkflowType = 'Other' AND ExecutionStatus = 'Running'",
            "WorkflowId = '" + id + "'",
            "WorkflowId STARTS_WITH '" + id.substring(0, id.length() - 2) + "'",
            "StartTime > '2999-01-01T00:00:00Z'")) {
      lists.report(query);
    }
    lists.reportLongPage();
    lists.reportCount("GROUP BY ExecutionStatus");
  }

  private void hello(Path file) throws IOException, InterruptedException {
    var values = new HashMap<>(settings.values());
    values.put("count", Integer.toString(settings.number("hello", 10_000)));
    // Its own ids, so that a file can be used again.
    values.put("prefix", "run-" + System.nanoTime() + "-");
    new LoadBenchmark(new Settings(Map.copyOf(values)), directory, Workload.HELLO).run(file);
  }
}
