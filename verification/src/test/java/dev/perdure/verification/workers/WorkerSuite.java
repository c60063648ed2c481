package dev.perdure.verification.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowHistory;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.verification.peer.ServerSuite;
import dev.perdure.worker.PollerBehavior;
import dev.perdure.worker.Replayer;
import dev.perdure.worker.SlotInfo;
import dev.perdure.worker.SlotMarkUsedContext;
import dev.perdure.worker.SlotPermit;
import dev.perdure.worker.SlotReleaseContext;
import dev.perdure.worker.SlotReserveContext;
import dev.perdure.worker.SlotSupplier;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerBuilder;
import dev.perdure.worker.WorkerTuner;
import dev.perdure.worker.WorkflowCache;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Options of workers that need a server to be seen. Subclasses name the server.
abstract class WorkerSuite extends ServerSuite {
  /// Greets many, all at once.
  @Workflow.Definition
  public static class Greetings {
    private static final ActivityOptions OPTIONS =
        ActivityOptions.startToClose(Duration.ofSeconds(30));

    private boolean open;

    @Workflow.Run
    public int run(int number, boolean wait) {
      List<Promise<String>> greetings = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        greetings.add(Workflow.startActivity(Greeter::greet, "guest " + i, OPTIONS));
      }
      greetings.forEach(Promise::get);
      if (wait) {
        Workflow.await(() -> open);
      }
      return number;
    }

    @Workflow.Signal
    public void open() {
      open = true;
    }
  }

  /// Counts how many run at once.
  public static class Greeter {
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();

    @Activity.Definition
    public String greet(String name) {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        return "Hello, " + name;
      } finally {
        running.decrementAndGet();
      }
    }
  }

  private final Greeter greeter = new Greeter();
  private String taskQueue = "";

  @SuppressWarnings("NullAway.Init") // set before every test
  private Client client;

  /// Whether the server gives the first task with the answer to a start.
  boolean startsEagerly() {
    return true;
  }

  @BeforeEach
  void connect() {
    taskQueue = "queue-" + UUID.randomUUID();
    client = connect("client");
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private Client connect(String identity) {
    return Client.connect(server().address(), ClientOptions.defaults().withIdentity(identity));
  }

  Client client() {
    return client;
  }

  WorkerBuilder builder() {
    return Worker.builder(client, taskQueue)
        .identity("worker")
        .workflows(Greetings.class)
        .activities(greeter);
  }

  private WorkflowOptions options() {
    return WorkflowOptions.of("greetings-" + UUID.randomUUID(), taskQueue);
  }

  private static String firstTakenBy(WorkflowHandle<?, ?> workflow) {
    return workflow.fetchHistory().events().stream()
        .filter(HistoryEvent::hasWorkflowTaskStartedEventAttributes)
        .findFirst()
        .orElseThrow()
        .getWorkflowTaskStartedEventAttributes()
        .getIdentity();
  }

  @Test
  void a_start_brings_its_first_task_to_the_worker_of_its_client() {
    try (var _ = builder().start()) {
      var eager =
          client.startWorkflow(Greetings::run, 1, false, options().withRequestEagerStart(true));
      assertThat(eager.result()).isEqualTo(1);
      // A task that came with the start was taken by whoever started the workflow.
      assertThat(firstTakenBy(eager)).isEqualTo(startsEagerly() ? "client" : "worker");

      var polled = client.startWorkflow(Greetings::run, 1, false, options());
      assertThat(polled.result()).isEqualTo(1);
      assertThat(firstTakenBy(polled)).isEqualTo("worker");
    }
  }

  @Test
  void without_a_worker_of_its_client_a_start_waits_for_a_poll() {
    try (var other = connect("other");
        var _ = builder().start()) {
      var workflow =
          other.startWorkflow(Greetings::run, 1, false, options().withRequestEagerStart(true));

      assertThat(workflow.result()).isEqualTo(1);
      assertThat(firstTakenBy(workflow)).isEqualTo("worker");
    }
  }

  @Test
  void a_worker_goes_on_with_another_client() {
    Worker worker = builder().start();
    try (var next = connect("next")) {
      var workflow = client.startWorkflow(Greetings::run, 1, true, options());

      worker.client(next);
      client.close();

      var known = next.getWorkflowHandle(Greetings::run, workflow.id());
      known.signal(Greetings::open);
      assertThat(known.result()).isEqualTo(1);
      assertThat(worker.isRunning()).isTrue();
      worker.close();
      assertThat(worker.isShutdown()).isTrue();
    }
  }

  @Test
  void what_ran_replays_also_from_its_json_and_before_its_end() {
    var replayer = Replayer.builder().workflows(Greetings.class).build();
    try (var _ = builder().start()) {
      var workflow = client.startWorkflow(Greetings::run, 3, true, options());
      workflow.signal(Greetings::open);
      assertThat(workflow.result()).isEqualTo(3);

      WorkflowHistory history = workflow.fetchHistory();
      replayer.replayWorkflow(history);
      replayer.replayWorkflow(WorkflowHistory.fromJson(workflow.id(), history.toJson()));
      for (int i = 1; i < history.events().size(); i++) {
        if (history.events().get(i).hasWorkflowTaskScheduledEventAttributes()) {
          replayer.replayWorkflow(
              new WorkflowHistory(workflow.id(), history.events().subList(0, i)));
        }
      }
    }
  }

  @Test
  void workers_share_a_cache() {
    var cache = WorkflowCache.of(2);
    String otherQueue = taskQueue + "-other";
    try (var _ = builder().workflowCache(cache).start();
        var _ =
            Worker.builder(client, otherQueue)
                .workflows(Greetings.class)
                .activities(greeter)
                .workflowCache(cache)
                .start()) {
      var workflows =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      client.startWorkflow(
                          Greetings::run,
                          1,
                          true,
                          i % 2 == 0
                              ? options()
                              : WorkflowOptions.of("greetings-" + UUID.randomUUID(), otherQueue)))
              .toList();
      workflows.forEach(workflow -> workflow.signal(Greetings::open));

      assertThat(workflows).extracting(WorkflowHandle::result).containsOnly(1);
      while (cache.size() > cache.maxCachedWorkflows()) {
        Thread.onSpinWait(); // a run stays until its task has let go of it
      }
    }
    assertThat(cache.size()).as("closed workers keep nothing").isZero();
  }

  @Test
  void polls_that_scale_bring_all_tasks() {
    var scaling = PollerBehavior.autoscaling(1, 20, 1);
    try (var _ =
        builder()
            .workflowTaskPollerBehavior(scaling)
            .activityTaskPollerBehavior(scaling)
            .disableEagerActivityExecution(true)
            .start()) {
      var workflows =
          IntStream.range(0, 10)
              .mapToObj(_ -> client.startWorkflow(Greetings::run, 10, false, options()))
              .toList();

      assertThat(workflows).extracting(WorkflowHandle::result).containsOnly(10);
    }
  }

  @Test
  void a_supplier_of_ones_own_bounds_what_runs_at_once() throws InterruptedException {
    var two = new TwoAtOnce();
    var tuner = WorkerTuner.fixed(10, 10, 10).withActivitySlots(two);
    try (var _ = builder().tuner(tuner).start()) {
      var workflow = client.startWorkflow(Greetings::run, 20, false, options());

      assertThat(workflow.result()).isEqualTo(20);
    }
    assertThat(greeter.most).hasValueBetween(1, 2);
    assertThat(two.used).hasSize(20).containsOnly(new SlotInfo.Activity("greet"));
    // A poll that is given up while the worker closes gives its slot back in its own time.
    assertThat(two.free.tryAcquire(2, 20, TimeUnit.SECONDS)).as("each slot came back").isTrue();
  }

  /// Two slots.
  private static final class TwoAtOnce implements SlotSupplier {
    final Semaphore free = new Semaphore(2);
    final ConcurrentLinkedQueue<SlotInfo> used = new ConcurrentLinkedQueue<>();

    @Override
    public SlotPermit reserve(SlotReserveContext context) throws InterruptedException {
      free.acquire();
      return new SlotPermit();
    }

    @Override
    public Optional<SlotPermit> tryReserve(SlotReserveContext context) {
      return free.tryAcquire() ? Optional.of(new SlotPermit()) : Optional.empty();
    }

    @Override
    public void markUsed(SlotMarkUsedContext context) {
      used.add(context.slotInfo());
    }

    @Override
    public void release(SlotReleaseContext context) {
      free.release();
    }
  }

  @Test
  void slots_by_the_use_of_resources_bring_all_tasks() {
    try (var _ = builder().tuner(WorkerTuner.resourceBased(0.8, 0.9)).start()) {
      var workflow = client.startWorkflow(Greetings::run, 20, false, options());

      assertThat(workflow.result()).isEqualTo(20);
    }
  }
}
