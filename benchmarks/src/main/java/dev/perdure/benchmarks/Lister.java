package dev.perdure.benchmarks;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A client that asks for the newest runs again and again, beside the load that is measured.
final class Lister {
  private static final int PAGE = 20;

  private final ManagedChannel channel;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());

  private Lister(ManagedChannel channel) {
    this.channel = channel;
  }

  /// `--lists=` says how often each second; none by default.
  static Lister start(Settings settings) {
    var lister =
        new Lister(
            NettyChannelBuilder.forTarget(settings.text("server", "127.0.0.1:1"))
                .usePlaintext()
                .build());
    int perSecond = settings.number("lists", 0);
    if (perSecond > 0) {
      var _ =
          lister.thread.scheduleAtFixedRate(
              lister::list, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
    }
    return lister;
  }

  private void list() {
    long before = System.nanoTime();
    var _ =
        WorkflowServiceGrpc.newBlockingStub(channel)
            .listWorkflowExecutions(
                ListWorkflowExecutionsRequest.newBuilder()
                    .setNamespace("default")
                    .setPageSize(PAGE)
                    .build());
    millis.add((System.nanoTime() - before) / 1e6);
  }

  /// Ends it, and prints how long its lists took.
  void stop() {
    thread.shutdownNow();
    channel.shutdownNow();
    if (!millis.isEmpty()) {
      var sorted = millis.stream().sorted().toList();
      System.out.printf(
          "  %-28s %d, %.1f ms median, %.1f ms p99%n",
          "lists meanwhile",
          sorted.size(),
          sorted.get(sorted.size() / 2),
          sorted.get(sorted.size() * 99 / 100));
    }
  }
}
