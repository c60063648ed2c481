package dev.perdure.benchmarks;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// What a server costs that has nothing to do, alone and with parked long polls.
final class IdleBenchmark {
  private static final int CLOSE_SECONDS = 3;

  private final Settings settings;
  private final Path directory;

  IdleBenchmark(Settings settings, Path directory) {
    this.settings = settings;
    this.directory = directory;
  }

  void run() throws IOException, InterruptedException {
    int polls = settings.number("polls", 5_000);
    try (var server = ServerProcess.start(directory.resolve("idle.db"), settings)) {
      observe("idle server", server);
      var channel =
          NettyChannelBuilder.forTarget(server.address()).usePlaintext().directExecutor().build();
      park(channel, polls);
      observe(polls + " parked long polls", server);
      channel.shutdownNow().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /// Two of three calls poll the same queue, the others one of their own.
  private static void park(ManagedChannel channel, int polls) {
    var service =
        WorkflowServiceGrpc.newFutureStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    for (int i = 0; i < polls; i++) {
      var queue = i % 3 == 0 ? "queue-" + i : "shared";
      var _ =
          service.pollWorkflowTaskQueue(
              PollWorkflowTaskQueueRequest.newBuilder()
                  .setNamespace("default")
                  .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                  .setIdentity("idle")
                  .build());
    }
  }

  private void observe(String name, ServerProcess server) throws IOException, InterruptedException {
    int seconds = settings.number("seconds", 10);
    TimeUnit.SECONDS.sleep(settings.number("settle", 15)); // the compiler is busy for a while
    var before = ProcessUsage.of(server.pid());
    TimeUnit.SECONDS.sleep(seconds);
    var used = ProcessUsage.of(server.pid()).since(before);
    System.out.println(name);
    LoadBenchmark.report("CPU", "%.2f %% of one core".formatted(used.cpuMillis() / 10.0 / seconds));
    LoadBenchmark.report("RSS", LoadBenchmark.megabytes(used.rssBytes()));
    LoadBenchmark.report("threads", Integer.toString(used.threads()));
  }
}
