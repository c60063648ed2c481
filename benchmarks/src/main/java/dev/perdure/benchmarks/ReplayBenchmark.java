package dev.perdure.benchmarks;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.internal.workflow.WorkflowTask;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import dev.perdure.server.PerdureServer;
import dev.perdure.worker.Worker;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Events that an SDK replays in a second, on one thread: what a worker does with a workflow that
/// it has not cached. Each SDK replays what its own worker did.
final class ReplayBenchmark {
  private final Settings settings;

  ReplayBenchmark(Settings settings) {
    this.settings = settings;
  }

  void run() throws InterruptedException, ExecutionException {
    int activities = settings.number("activities", 1_666);
    if (settings.isOfficial()) {
      try (var official = new OfficialReplay(activities)) {
        measure("official", official.events(), official::replay);
      }
    } else {
      var events = history(activities);
      measure("perdure", events.size(), () -> replay(events));
    }
  }

  private void measure(String sdk, int events, Runnable replay)
      throws InterruptedException, ExecutionException {
    var seconds = Duration.ofSeconds(settings.number("seconds", 10));
    long rate;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(() -> replayFor(seconds, events, replay)).get(); // warms up
      rate = threads.submit(() -> replayFor(seconds, events, replay)).get();
    }
    System.out.printf("replay, SDK %s, activities one after another%n", sdk);
    LoadBenchmark.report("events in the history", Integer.toString(events));
    LoadBenchmark.report("events per second", "%,d".formatted(rate));
  }

  private static List<HistoryEvent> history(int activities) {
    try (var server = PerdureServer.inMemory();
        var client = Client.connect(server.channel());
        var _ =
            Worker.builder(client, "chain")
                .workflows(ChainWorkflow.class)
                .activities(new PerdurePeer.Greeter())
                .start()) {
      var handle =
          client.startWorkflow(
              ChainWorkflow::run, activities, WorkflowOptions.of("chain", "chain"));
      var _ = handle.result();
      return handle.fetchHistory().events();
    }
  }

  private static long replayFor(Duration time, int events, Runnable replay) {
    long start = System.nanoTime();
    long replayed = 0;
    long end = start + time.toNanos();
    while (System.nanoTime() < end) {
      replay.run();
      replayed += events;
    }
    return replayed * 1_000_000_000L / (System.nanoTime() - start);
  }

  /// Everything but the last workflow task is replay; the last one is done for real.
  private static void replay(List<HistoryEvent> events) {
    long previous = 0;
    long last = 0;
    for (var event : events) {
      if (event.hasWorkflowTaskCompletedEventAttributes()) {
        previous = last;
        last = event.getWorkflowTaskCompletedEventAttributes().getStartedEventId();
      }
    }
    var settings =
        new RunSettings(
            "default",
            "chain",
            DataConverter.defaults(),
            Set.of(),
            RunSettings.DEADLOCK_LIMIT,
            "perdure-java",
            "benchmark");
    try (var run =
        new WorkflowRun(settings, WorkflowDefinition.of(ChainWorkflow.class), "chain", "run")) {
      var outcome =
          run.handle(
              new WorkflowTask(
                  events.subList(0, Math.toIntExact(last)), previous, last, Map.of(), null));
      if (!(outcome instanceof WorkflowTaskOutcome.Completed completed) || !completed.closed()) {
        throw new IllegalStateException("the replay did not end: " + outcome);
      }
    }
  }
}
