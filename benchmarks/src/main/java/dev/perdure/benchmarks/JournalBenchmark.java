package dev.perdure.benchmarks;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.store.DurableCallback;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreException;
import dev.perdure.server.store.StoreOptions;
import dev.perdure.server.store.Transition;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// What the journal alone can do: workflows like `hello` (5 transitions, 11 events, 1.7 KB of
/// random bytes, 4 waits for the disk) without an engine, a network or a worker.
///
/// Arguments: file, workflows in flight, workflows.
public final class JournalBenchmark {
  private static final int[] EVENTS_OF_STEP = {2, 1, 2, 4, 2};
  private static final int PAYLOAD_BYTES = 105;

  private final Store store;
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final AtomicInteger started = new AtomicInteger();
  private final CountDownLatch finished;
  private final int count;

  private JournalBenchmark(Store store, int count) {
    this.store = store;
    this.count = count;
    this.finished = new CountDownLatch(count);
  }

  public static void main(String[] arguments) throws Exception {
    var file = Path.of(arguments[0]);
    int inFlight = Integer.parseInt(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      store.namespaces().register("default", null);
      new JournalBenchmark(store, count).run(inFlight, false);
      new JournalBenchmark(store, count).run(inFlight, true);
    }
    System.out.printf("file %.1f MB%n", Files.size(file) / 1e6);
  }

  private void run(int inFlight, boolean report) throws Exception {
    long commits = store.journal().commits();
    long cpu = cpuNanos();
    long written = writtenBytes();
    long begin = System.nanoTime();
    for (int i = 0; i < inFlight; i++) {
      executor.execute(this::next);
    }
    finished.await();
    double seconds = (System.nanoTime() - begin) / 1e9;
    executor.shutdown();
    if (report) {
      System.out.printf(
          "in flight %d: %.0f hello/s, CPU %.0f us, %.1f KB written, %.2f commits each;"
              + " %.0f commits/s, log %d KB%n",
          inFlight,
          count / seconds,
          (cpuNanos() - cpu) / 1e3 / count,
          (writtenBytes() - written) / 1e3 / count,
          (store.journal().commits() - commits) / (double) count,
          (store.journal().commits() - commits) / seconds,
          store.logBytes() / 1000);
    }
  }

  private void next() {
    int number = started.incrementAndGet();
    if (number <= count) {
      new Hello(number).step();
    }
  }

  private final class Hello {
    private final EntityKey key;
    private final String runId;
    private final SplittableRandom random;
    private int step;
    private int events;
    private int bytes;

    Hello(int number) {
      random = new SplittableRandom(number);
      runId = timeOrderedId(random).toString();
      key = EntityKey.workflow("default", "order-" + UUID.randomUUID());
    }

    /// Makes steps until one must be durable before the next.
    void step() {
      if (step == EVENTS_OF_STEP.length) {
        finished.countDown();
        next();
        return;
      }
      if (step == 0) {
        append();
      }
      long lsn = append();
      store
          .journal()
          .whenDurable(
              lsn,
              new DurableCallback() {
                @Override
                public void durable() {
                  executor.execute(Hello.this::step);
                }

                @Override
                public void failed(StoreException cause) {
                  throw cause;
                }
              });
    }

    private long append() {
      var records = new ArrayList<JournalRecord>();
      for (int i = 0; i < EVENTS_OF_STEP[step]; i++) {
        records.add(event());
      }
      step++;
      boolean open = step < EVENTS_OF_STEP.length;
      return store
          .journal()
          .append(
              new Transition(
                  key,
                  runId,
                  records,
                  List.of(summary(open)),
                  open,
                  open ? Instant.now().plusSeconds(10) : null));
    }

    private Event event() {
      var data = new byte[PAYLOAD_BYTES];
      random.nextBytes(data);
      var payload = Payload.newBuilder().setData(ByteString.copyFrom(data));
      var event =
          HistoryEvent.newBuilder()
              .setEventId(++events)
              .setEventTime(Timestamp.newBuilder().setSeconds(1_800_000_000L).setNanos(events))
              .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
              .setTaskId(1_000_000 + events)
              .setWorkflowExecutionSignaledEventAttributes(
                  WorkflowExecutionSignaledEventAttributes.newBuilder()
                      .setSignalName("signal")
                      .setInput(Payloads.newBuilder().addPayloads(payload)))
              .build();
      bytes += event.getSerializedSize();
      return new Event(runId, event);
    }

    private RunSummary summary(boolean open) {
      var status =
          open
              ? WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
              : WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED;
      var root = WorkflowExecution.newBuilder().setWorkflowId(key.id()).setRunId(runId).build();
      var start = Instant.ofEpochSecond(1_800_000_000L);
      return new RunSummary(
          "default",
          key.id(),
          runId,
          "Hello",
          "hello",
          status,
          start,
          start,
          open ? null : start.plusMillis(5),
          events,
          bytes,
          step,
          Map.of(),
          Map.of(),
          null,
          root,
          runId);
    }
  }

  /// A UUID of version 7, as the server makes them for runs.
  private static UUID timeOrderedId(SplittableRandom random) {
    return new UUID(
        System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000),
        random.nextLong() >>> 2 | Long.MIN_VALUE);
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  /// What this process had the kernel send to the disk; 0 where it does not tell.
  private static long writtenBytes() throws IOException {
    var io = Path.of("/proc/self/io");
    if (!Files.exists(io)) {
      return 0;
    }
    for (var line : Files.readAllLines(io)) {
      if (line.startsWith("write_bytes: ")) {
        return Long.parseLong(line.substring("write_bytes: ".length()));
      }
    }
    return 0;
  }
}
