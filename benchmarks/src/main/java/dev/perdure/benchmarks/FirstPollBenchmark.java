package dev.perdure.benchmarks;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The time from starting a JVM to the first poll of the worker in it, for each SDK in turn. Plain
/// JVMs, without any start-up cache; the server is in this process.
final class FirstPollBenchmark {
  private static final List<String> SDKS = List.of("perdure", "official");
  private static final int LIMIT_SECONDS = 60;
  private static final int PROBE_MILLIS = 2;

  private final Settings settings;

  FirstPollBenchmark(Settings settings) {
    this.settings = settings;
  }

  void run() throws IOException, InterruptedException {
    int times = settings.number("count", 5);
    var millis = new long[SDKS.size()][times];
    for (int i = 0; i < times; i++) {
      for (int sdk = 0; sdk < SDKS.size(); sdk++) {
        millis[sdk][i] = start(SDKS.get(sdk));
      }
    }
    System.out.printf("first poll of a worker, %d times%n", times);
    for (int sdk = 0; sdk < SDKS.size(); sdk++) {
      Arrays.sort(millis[sdk]);
      LoadBenchmark.report(
          SDKS.get(sdk),
          "%d ms median, %d ms at worst".formatted(millis[sdk][times / 2], millis[sdk][times - 1]));
    }
  }

  private static long start(String sdk) throws IOException, InterruptedException {
    try (var server = PerdureServer.inMemory(ServerOptions.defaults().withPort(0))) {
      var address = "127.0.0.1:" + server.address().orElseThrow().getPort();
      long start = System.nanoTime();
      try (var _ =
          ChildJvm.start(
              WorkerMain.class, ChildJvm.Settings.PLAIN, "--sdk=" + sdk, "--server=" + address)) {
        awaitPoll(server);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      }
    }
  }

  private static void awaitPoll(PerdureServer server) throws InterruptedException {
    var service = WorkflowServiceGrpc.newBlockingStub(server.channel());
    var question =
        DescribeTaskQueueRequest.newBuilder()
            .setNamespace("default")
            .setTaskQueue(TaskQueue.newBuilder().setName("hello"))
            .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
            .build();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (service.describeTaskQueue(question).getPollersCount() == 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the worker has not polled for a minute");
      }
      Thread.sleep(PROBE_MILLIS);
    }
  }
}
