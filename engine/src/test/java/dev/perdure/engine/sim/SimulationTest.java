package dev.perdure.engine.sim;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.state.PendingChild;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The pure engine in a world of lost, late and repeated calls and messages, failing workers, and
/// crashes and failing writes that keep any prefix of the journal that has all that was
/// acknowledged.
///
/// `-Dsim.seeds=N` runs N worlds (from `-Dsim.first=N` on), `-Dsim.seed=N` one of them again.
final class SimulationTest {
  private static final Duration CHAOS = Duration.ofSeconds(90);
  private static final int MAX_STEPS = 200_000;

  private final AtomicLong steps = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong crashes = new AtomicLong();

  @Test
  void nothing_acknowledged_is_lost_and_everything_ends() throws Exception {
    var one = Long.getLong("sim.seed");
    long first = Long.getLong("sim.first", 0);
    var seeds =
        one != null
            ? LongStream.of(one)
            : LongStream.range(first, first + Integer.getInteger("sim.seeds", 50));
    long begun = System.nanoTime();
    long ran = inParallel(seeds.toArray(), this::run);
    System.out.printf(
        "simulation: %d seeds, %d steps, %d faults, %d new beginnings, %.1f s%n",
        ran, steps.get(), faults.get(), crashes.get(), (System.nanoTime() - begun) / 1e9);
  }

  /// Runs the worlds on all cores, and stops at the first one that fails.
  private static long inParallel(long[] seeds, LongConsumer run) throws Exception {
    var next = new AtomicInteger();
    var failed = new AtomicBoolean();
    var threads = Runtime.getRuntime().availableProcessors();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(
                () -> {
                  for (int n = next.getAndIncrement();
                      n < seeds.length && !failed.get();
                      n = next.getAndIncrement()) {
                    try {
                      run.accept(seeds[n]);
                    } catch (Throwable e) {
                      failed.set(true);
                      throw e;
                    }
                  }
                }));
      }
      for (var thread : all) {
        thread.get();
      }
    }
    return Math.min(next.get(), seeds.length);
  }

  private void run(long seed) {
    try {
      var world = new World(seed);
      world.run();
      world.verify();
      steps.addAndGet(world.server.steps());
      faults.addAndGet(world.faults.total());
      crashes.addAndGet(world.server.boots());
    } catch (Throwable e) {
      throw new AssertionError(
          "World %d failed. To run it again: mvn -pl engine test -Dtest=SimulationTest -Dsim.seed=%d"
              .formatted(seed, seed),
          e);
    }
  }

  private static final class World {
    private final Agenda agenda = new Agenda();
    private final RandomGenerator random;
    private final Faults faults;
    private final Server server;
    private final List<Client> clients = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final ScheduleClient schedule;
    private final Strangers strangers;

    World(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      faults = new Faults(random);
      server = new Server(agenda, faults, random);
      var network = new Network(agenda, faults, server);
      schedule = new ScheduleClient(agenda, faults, random, network, "w" + seed);
      for (int i = 0; i < 3; i++) {
        var key = EntityKey.workflow("default", "w" + seed + "-" + i);
        clients.add(new Client(agenda, faults, random, network, key));
        workers.add(new Worker(agenda, faults, random, server, network, "worker-" + i, i == 0));
      }
      strangers = new Strangers(agenda, faults, random, network);
    }

    void run() {
      clients.forEach(client -> agenda.after(faults.delay(5000), client::start));
      agenda.after(faults.delay(5000), schedule::create);
      strangers.begin();
      workers.forEach(this::poll);
      agenda.after(CHAOS, faults::end);
      for (int i = 0; i < MAX_STEPS && !isOver(); i++) {
        agenda.step();
      }
    }

    private void poll(Worker worker) {
      worker.poll();
      agenda.after(faults.delay(50), () -> poll(worker));
    }

    /// Everybody has been served, everything has ended, and nobody has anything left to tell.
    private boolean isOver() {
      if (!faults.isOver() || !clients.stream().allMatch(Client::isStarted) || !schedule.isOver()) {
        return false;
      }
      for (var state : server.states().values()) {
        var run = state.current();
        if (run != null && !hasEnded(run)) {
          return false;
        }
      }
      return true;
    }

    /// A child whose parent was reset to before it was asked for is left to itself.
    private boolean hasEnded(RunState run) {
      if (!run.owed().isEmpty() || run.deleteRequested()) {
        return false;
      }
      return !run.isOpen()
          || waitsForReplacedChild(run)
          || (Others.waits(run.started())
              && isLeftAlone(run.started().getParentWorkflowExecution()));
    }

    /// Whether a child waits in vain for its parent's end.
    private boolean isLeftAlone(WorkflowExecution parent) {
      var state = server.states().get(EntityKey.workflow("default", parent.getWorkflowId()));
      var run = state == null ? null : state.run(parent.getRunId());
      return server.wasReset(parent.getRunId()) || (run != null && waitsForReplacedChild(run));
    }

    /// A run that a reset made may wait for a child whose id others have used since: as with
    /// Temporal's server, nobody tells of its end.
    private static boolean waitsForReplacedChild(RunState run) {
      return run.resets().isReset()
          && !run.children().isEmpty()
          && run.children().stream().allMatch(PendingChild::isStarted)
          && run.workflowTask() == null
          && run.activities().isEmpty()
          && run.timers().isEmpty()
          && run.externals().isEmpty();
    }

    private String unfinished() {
      var text = new StringBuilder();
      for (var state : server.states().values()) {
        var run = state.current();
        if (run != null && !hasEnded(run)) {
          text.append("%n%s owes %s, events:".formatted(run.execution(), run.owed()));
          for (var event : run.events()) {
            text.append("%n%s".formatted(event.event()));
          }
        }
      }
      return text.toString();
    }

    void verify() {
      assertThat(isOver())
          .as("everything ends once the faults are over: %s", unfinished())
          .isTrue();
      var histories = server.histories();
      histories.values().forEach(Histories::check);
      var forgetful = server.deleted().values().stream().map(EntityKey::id).collect(toSet());
      Families.check(histories, forgetful);
      var signals = new HashSet<String>();
      var completed = new HashSet<String>();
      histories.forEach((run, events) -> collect(run, events, signals, completed));
      server.verifyCallbacks();
      schedule.verify(histories);
      assertThat(server.waitingCallers()).as("callers left alone").isZero();
      for (var client : clients) {
        client.updates().verify(histories);
        assertThat(signals).as("acknowledged signals").containsAll(client.acknowledgedSignals());
      }
      server
          .deleted()
          .forEach(
              (run, key) ->
                  assertThat(server.states())
                      .hasEntrySatisfying(key, state -> assertThat(state.run(run)).isNull()));
      for (var worker : workers) {
        assertThat(completed).as("acknowledged results").containsAll(worker.acknowledged());
      }
    }

    private static void collect(
        String runId, List<Event> events, Set<String> signals, Set<String> completed) {
      for (var record : events) {
        var event = record.event();
        if (event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED) {
          signals.add(event.getWorkflowExecutionSignaledEventAttributes().getRequestId());
        } else if (event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) {
          completed.add(
              runId + "/" + event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
        }
      }
    }
  }
}
