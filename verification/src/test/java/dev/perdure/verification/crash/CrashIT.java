package dev.perdure.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.Client;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.ProgramProcess;
import dev.perdure.verification.wire.Wire;
import dev.perdure.worker.Replayer;
import dev.perdure.worker.Worker;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Kills a real server process at random points while clients write, and checks that nothing that
/// it acknowledged is lost, nothing is there twice, and everything finishes.
///
/// `-Dcrash.kills=200` kills more often, `-Dcrash.seed=N` repeats the moments of an earlier test.
@Isolated("two cores are few for a server that starts again and again")
final class CrashIT {
  private static final int KILLS =
      Integer.getInteger("crash.kills", Boolean.getBoolean("perdure.ci") ? 20 : 5);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int WRITERS = 4;
  private static final int ACTIVITY_WORKERS = 2;
  private static final int MAX_ACKNOWLEDGED = 60;
  private static final int MAX_LIFE_MILLIS = 5_000;
  private static final int MAX_LAST_MILLIS = 20;
  private static final int MAX_SIGNALS = 5;
  private static final int FINISH_LIMIT_SECONDS = 60;
  private static final String TASK_QUEUE = "crash";

  private final Acknowledged acknowledged = new Acknowledged();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final int port = OfficialTestServer.freePort();
  private final String address = "127.0.0.1:" + port;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void what_a_killed_server_has_acknowledged_is_there_once_and_finishes(@TempDir Path directory)
      throws Exception {
    System.out.println("crash test: %d kills, -Dcrash.seed=%d".formatted(KILLS, SEED));
    var file = directory.resolve("crash.db");
    var random = new SplittableRandom(SEED);
    var server = ProgramProcess.start(CrashServer.class, file, port);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var client = Client.connect(address);
        var _ = Worker.builder(client, TASK_QUEUE).workflows(Tally.class).start()) {
      var writers = new ArrayList<Future<?>>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(threads.submit(writer("order-" + i + "-", random.split())));
      }
      var activities = new ArrayList<Future<?>>();
      for (int i = 0; i < ACTIVITY_WORKERS; i++) {
        activities.add(threads.submit(activityWorker()));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        live(random);
        server.kill();
        server = ProgramProcess.start(CrashServer.class, file, port);
      }
      ending.set(true);
      for (var writer : writers) {
        writer.get(FINISH_LIMIT_SECONDS, TimeUnit.SECONDS);
      }
      checkEverything(client);
      System.out.println("acknowledged: " + acknowledged);
      ended.set(true);
      for (var worker : activities) {
        worker.get(FINISH_LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      ended.set(true);
      server.kill();
    }
  }

  /// Returns at a random point of the clients' writing, so at a different one on a slower machine
  /// too.
  private void live(SplittableRandom random) throws InterruptedException {
    int target = acknowledged.count() + random.nextInt(MAX_ACKNOWLEDGED);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAX_LIFE_MILLIS);
    while (acknowledged.count() < target && System.nanoTime() < end) {
      Thread.sleep(1);
    }
    Thread.sleep(random.nextInt(MAX_LAST_MILLIS));
  }

  /// Starts workflows and signals them, one after another; in the end sends what is missing.
  private Callable<?> writer(String prefix, SplittableRandom random) {
    return () -> {
      try (var caller = new PersistentCaller(address, acknowledged)) {
        var missing = new HashMap<String, List<Integer>>();
        for (int started = 0; !ending.get() || !missing.isEmpty(); ) {
          if (!ending.get() && (missing.isEmpty() || random.nextInt(4) == 0)) {
            var id = prefix + started++;
            int signals = random.nextInt(1, MAX_SIGNALS + 1);
            caller.start(id, TASK_QUEUE, signals);
            missing.put(id, new ArrayList<>(IntStream.range(0, signals).boxed().toList()));
          } else {
            var ids = missing.keySet().stream().sorted().toList();
            var id = ids.get(random.nextInt(ids.size()));
            var numbers = Objects.requireNonNull(missing.get(id));
            caller.signal(id, numbers.removeFirst());
            if (numbers.isEmpty()) {
              missing.remove(id);
            }
          }
        }
      }
      return null;
    };
  }

  private Callable<?> activityWorker() {
    return () -> {
      try (var caller = new PersistentCaller(address, acknowledged)) {
        while (!ended.get()) {
          caller.workOnce(Tally.ACTIVITY_QUEUE);
        }
      }
      return null;
    };
  }

  private void checkEverything(Client client) throws Exception {
    assertThat(acknowledged.starts()).isNotEmpty();
    var replayer = Replayer.builder().workflows(Tally.class).build();
    try (var wire = new Wire(address)) {
      for (var order : acknowledged.starts().entrySet()) {
        var id = order.getKey();
        var expected = IntStream.range(0, order.getValue().signals()).boxed().toList();
        var result =
            client
                .getWorkflowHandle(id, new TypeRef<List<Integer>>() {})
                .resultAsync()
                .get(FINISH_LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(result).as(id).isEqualTo(expected);
        assertThat(acknowledged.signals(id)).as(id).containsExactlyInAnyOrderElementsOf(expected);
        checkHistory(id, order.getValue().runId(), wire.history(id));
        replayer.replayWorkflow(client.getWorkflowHandle(id).fetchHistory());
      }
    }
  }

  private void checkHistory(String id, String runId, List<HistoryEvent> events) {
    assertThat(events)
        .as(id)
        .extracting(HistoryEvent::getEventId)
        .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
    var started = events.getFirst().getWorkflowExecutionStartedEventAttributes();
    assertThat(started.getOriginalExecutionRunId()).as(id).isEqualTo(runId);
    var results = new HashMap<String, String>();
    for (var event : events) {
      if (event.hasActivityTaskCompletedEventAttributes()) {
        var completed = event.getActivityTaskCompletedEventAttributes();
        var scheduled =
            events
                .get(Math.toIntExact(completed.getScheduledEventId()) - 1)
                .getActivityTaskScheduledEventAttributes();
        assertThat(results.put(scheduled.getActivityId(), text(completed.getResult())))
            .as("%s: activity %s is there twice", id, scheduled.getActivityId())
            .isNull();
      }
    }
    assertThat(results).as(id).hasSize(2).containsAllEntriesOf(acknowledged.results(id));
  }

  private static String text(Payloads payloads) {
    return String.valueOf(DataConverter.defaults().decodeResult(payloads, String.class));
  }
}
