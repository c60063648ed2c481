package dev.perdure.benchmarks;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Lists and counts by filters of every kind over many closed runs with search attributes.
///
/// `--file=` names the file, which is kept; if it is there already, it is used as it is.
final class ListsBenchmark {
  private final Settings settings;
  private final Path directory;
  private final int count;

  ListsBenchmark(Settings settings, Path directory) {
    this.settings = settings;
    this.directory = directory;
    this.count = settings.number("count", 20_000);
  }

  void run() throws IOException, InterruptedException {
    var name = settings.text("file", "");
    var file = name.isEmpty() ? directory.resolve("lists.db") : Path.of(name);
    System.out.printf("%d closed runs with search attributes in %s%n", count, file);
    if (!Files.exists(file)) {
      make(file);
    }
    LoadBenchmark.report("file", LoadBenchmark.megabytes(Files.size(file)));
    try (var server = ServerProcess.start(file, settings)) {
      var channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
      var lists = new ListTimes(WorkflowServiceGrpc.newBlockingStub(channel));
      lists.warmUp(100); // Not the first pages of a new process are what is measured.
      System.out.println("filters by an index:");
      indexed().forEach(lists::report);
      System.out.println("other filters:");
      others().forEach(lists::report);
      System.out.println("counts:");
      counts().forEach(lists::reportCount);
      channel.shutdownNow();
    }
  }

  private void make(Path file) throws IOException, InterruptedException {
    long start = System.nanoTime();
    // Making the file is not what is measured, so nothing waits for the disk.
    var options =
        ServerOptions.defaults()
            .withSqlitePragmas(Map.of("synchronous", "OFF"))
            .withSearchAttributes(ClosedOrders.ATTRIBUTES);
    try (var server = PerdureServer.open(file, options)) {
      new ClosedOrders(server.channel(), settings.number("callers", 64)).make(count);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    LoadBenchmark.report("made", "%.1f s, %.0f/s".formatted(seconds, count / seconds));
  }

  private List<String> indexed() {
    var middle = ClosedOrders.due(count / 2);
    return List.of(
        "",
        "WorkflowId = '%s'".formatted(ClosedOrders.id(count / 2)),
        "WorkflowId STARTS_WITH 'order-00000'",
        "WorkflowId STARTS_WITH 'order-00'",
        "WorkflowId STARTS_WITH 'order-'",
        "WorkflowType = 'Order7'",
        "ExecutionStatus = 'Completed'",
        "CloseTime < '2999-01-01T00:00:00Z'",
        "StartTime > '2020-01-01T00:00:00Z'",
        "Customer = '%s'".formatted(ClosedOrders.customer(count / 2)),
        "Customer IN ('customer-1', 'customer-2', 'customer-3')",
        "Customer STARTS_WITH 'customer-77'",
        "Region = 'west'",
        "Region IN ('west', 'east')",
        "Amount = %d".formatted(ClosedOrders.amount(count / 2)),
        "Amount BETWEEN 1000 AND 2000",
        "Amount > 500000",
        "Due BETWEEN '%s' AND '%s'".formatted(middle, middle.plusSeconds(3_600)),
        "Due > '%s'".formatted(middle),
        "Due < '%s'".formatted(ClosedOrders.due(count / 10)),
        "Due < '%s'".formatted(middle),
        "Customer = '%s' AND Region = 'north'".formatted(ClosedOrders.customer(count / 2)));
  }

  private static List<String> others() {
    return List.of(
        "TaskQueue = 'other'",
        "HistoryLength > 1000",
        "Customer IS NULL",
        "NOT Region IN ('north', 'east', 'south', 'west')",
        "WorkflowType = 'Order7' AND Amount < 0",
        "StartTime < '2020-01-01T00:00:00Z'");
  }

  private static List<String> counts() {
    return List.of(
        "",
        "GROUP BY ExecutionStatus",
        "WorkflowType = 'Order7'",
        "Region = 'west'",
        "Region = 'west' GROUP BY ExecutionStatus",
        "Amount > 500000",
        "WorkflowId STARTS_WITH 'order-'",
        "HistoryLength > 1000",
        "Customer != 'customer-1'");
  }
}
