package dev.perdure.benchmarks;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Callers that each run one workflow after another until a count is reached.
record Load(int callers, int count) {
  /// Runs `workflow` with a fresh id, `count` times in all; the first failure ends the load.
  Latencies run(String prefix, Consumer<String> workflow) throws InterruptedException {
    var next = new AtomicInteger();
    var nanos = new long[count];
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ExecutorCompletionService<Void>(threads);
      for (int caller = 0; caller < callers; caller++) {
        done.submit(
            () -> {
              for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                long before = System.nanoTime();
                workflow.accept(prefix + i);
                nanos[i] = System.nanoTime() - before;
              }
              return null;
            });
      }
      for (int caller = 0; caller < callers; caller++) {
        done.take().get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a caller failed", e.getCause());
    }
    return Latencies.of(nanos, System.nanoTime() - start);
  }
}
