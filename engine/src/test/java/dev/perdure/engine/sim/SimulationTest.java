package dev.perdure.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The pure engine in a world of lost, late and repeated calls, failing workers, and crashes that
/// keep any prefix of the journal that has all that was acknowledged.
///
/// `-Dsim.seed=N` runs one world again, `-Dsim.seeds=N` runs more of them.
final class SimulationTest {
  private static final Duration CHAOS = Duration.ofSeconds(90);
  private static final int MAX_STEPS = 200_000;

  private static int worlds;
  private static long steps;
  private static long faults;
  private static long crashes;

  static Stream<Long> seeds() {
    var one = Long.getLong("sim.seed");
    return (one != null
            ? LongStream.of(one)
            : LongStream.range(0, Integer.getInteger("sim.seeds", 50)))
        .boxed();
  }

  @AfterAll
  static void print() {
    System.out.printf(
        "simulation: %d seeds, %d steps, %d faults, %d crashes%n", worlds, steps, faults, crashes);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothing_acknowledged_is_lost_and_everything_ends(long seed) {
    var world = new World(seed);

    world.run();

    world.verify();
    worlds++;
    steps += world.server.steps();
    faults += world.faults.total();
    crashes += world.server.boots();
  }

  private static final class World {
    private final Agenda agenda = new Agenda();
    private final RandomGenerator random;
    private final Faults faults;
    private final Server server;
    private final List<Client> clients = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();

    World(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      faults = new Faults(random);
      server = new Server(agenda, faults, random);
      var network = new Network(agenda, faults, server);
      for (int i = 0; i < 3; i++) {
        var key = EntityKey.workflow("default", "w" + seed + "-" + i);
        clients.add(new Client(agenda, faults, random, network, key));
        workers.add(new Worker(agenda, faults, random, server, network, "worker-" + i, i == 0));
      }
    }

    void run() {
      clients.forEach(client -> agenda.after(faults.delay(5000), client::start));
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

    /// Everybody has been served and nothing more will happen.
    private boolean isOver() {
      if (!faults.isOver()) {
        return false;
      }
      for (var client : clients) {
        var state = server.states().get(client.key());
        var run = state == null ? null : state.current();
        if (!client.isStarted()) {
          return false;
        }
        boolean isGone = run == null && server.deleted().containsValue(client.key());
        if (!isGone && (run == null || run.isOpen() || run.deleteRequested())) {
          return false;
        }
      }
      return true;
    }

    void verify() {
      assertThat(isOver()).as("everything ends once the faults are over").isTrue();
      var histories = server.histories();
      histories.values().forEach(Histories::check);
      var signals = new HashSet<String>();
      var completed = new HashSet<String>();
      histories.forEach((run, events) -> collect(run, events, signals, completed));
      for (var client : clients) {
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
