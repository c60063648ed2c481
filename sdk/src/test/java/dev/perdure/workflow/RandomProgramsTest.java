package dev.perdure.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.common.SearchAttributeKey;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.Failure;
import dev.perdure.internal.workflow.SimulatedServer;
import io.temporal.api.command.v1.Command;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Runs programs that chance writes against a server whose events chance orders, and replays each
/// history cut at every workflow task. `-Dprogram.seed=N` runs one, `-Dprogram.seeds=N` so many.
final class RandomProgramsTest {
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(10));
  private static final SearchAttributeKey<String> STEP = SearchAttributeKey.forKeyword("Step");

  @Workflow.Definition
  public static final class Program {
    private final List<String> log = new ArrayList<>();
    private final WorkflowLock lock = new WorkflowLock();
    private final WorkflowQueue<String> queue = new WorkflowQueue<>(1);
    private int signals;

    @Workflow.Run
    public List<String> run(long seed) {
      var random = new Random(seed);
      List<Promise<String>> parts = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        int part = i;
        parts.add(Workflow.async(() -> steps("p" + part, random, 0)));
      }
      for (Promise<String> part : parts) {
        try {
          log.add(part.get());
        } catch (Failure e) {
          log.add("part failed: " + e.reason().getMessage());
          Workflow.detached(() -> Workflow.sleep(Duration.ofSeconds(1)));
        }
      }
      return log;
    }

    private String steps(String name, Random random, int depth) {
      for (int i = 0; i < 3; i++) {
        String step = name + "." + i;
        try {
          switch (random.nextInt(12)) {
            case 0 -> log.add(step + Workflow.executeActivity("a", String.class, options(random)));
            case 1 -> Workflow.sleep(Duration.ofSeconds(random.nextInt(5)));
            case 2 -> {
              int until = signals + 1;
              log.add(step + Workflow.await(Duration.ofSeconds(9), () -> signals >= until));
            }
            case 3 -> {
              var left = Workflow.startActivity("b", String.class, options(random));
              var right = Workflow.startTimer(Duration.ofSeconds(3));
              Promise.anyOf(left, right).get();
              left.cancel();
              right.cancel();
            }
            case 4 -> fork(step, random, depth);
            case 5 -> {
              var promise = Workflow.startActivity("c", String.class, options(random));
              promise.cancel();
              log.add(step + promise.isDone());
            }
            case 6 -> log.add(step + Workflow.patched("patch " + random.nextInt(4)));
            case 7 -> {
              Workflow.deprecatePatch("patch " + random.nextInt(4));
              Workflow.upsertMemo(Map.of(step, log.size()));
            }
            case 8 -> {
              Workflow.upsertSearchAttributes(STEP.valueSet(step));
              log.add(step + Workflow.info().searchAttributes().get(STEP));
            }
            case 9 -> inTurn(step);
            case 10 -> {
              log.add(step + queue.offer(step, Duration.ofSeconds(random.nextInt(3))));
              log.add(step + queue.poll(Duration.ofSeconds(random.nextInt(3))));
            }
            default -> log.add(step + Workflow.uuid4());
          }
        } catch (Failure e) {
          log.add(step + e.reason().getMessage());
        }
      }
      return name;
    }

    private void inTurn(String step) {
      lock.lock();
      try {
        Workflow.sleep(Duration.ofSeconds(1));
        log.add(step + " had its turn");
      } finally {
        lock.unlock();
      }
    }

    private void fork(String name, Random random, int depth) {
      if (depth == 2) {
        return;
      }
      try (var scope = Workflow.scope()) {
        scope.fork(() -> steps(name + "l", random, depth + 1));
        scope.fork(() -> Workflow.executeActivity("d", String.class, options(random)));
        if (random.nextInt(4) == 0) {
          Workflow.sleep(Duration.ofSeconds(1));
          scope.cancel();
        }
        scope.join();
      }
    }

    private static ActivityOptions options(Random random) {
      var types = ActivityCancellationType.values();
      return OPTIONS.withCancellationType(types[random.nextInt(types.length)]);
    }

    @Workflow.Signal
    public void poke() {
      signals++;
      if (signals % 3 == 0) {
        Workflow.sleep(Duration.ofSeconds(2));
        log.add("poked");
      }
    }
  }

  @TestFactory
  List<DynamicTest> a_random_program_is_replayed_with_the_same_commands() {
    Long one = Long.getLong("program.seed");
    return (one != null
            ? LongStream.of(one)
            : LongStream.range(0, Integer.getInteger("program.seeds", 60)))
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> run(seed)))
        .toList();
  }

  private static void run(long seed) {
    var random = new Random(seed);
    try (var server = SimulatedServer.start(Program.class, seed)) {
      boolean closed = false;
      for (int i = 0; i < 100 && !closed; i++) {
        closed = server.task().stream().anyMatch(RandomProgramsTest::closes);
        if (!closed) {
          happen(server, random, i);
        }
        if (random.nextInt(4) == 0) {
          server.evict();
        }
      }
      assertThat(closed).as("the program ended").isTrue();
    }
  }

  private static boolean closes(Command command) {
    return command.getCommandType().name().endsWith("WORKFLOW_EXECUTION");
  }

  /// One to three things happen that a server could let happen.
  private static void happen(SimulatedServer server, Random random, int round) {
    for (int i = 0; i <= random.nextInt(3); i++) {
      List<String> timers = new ArrayList<>();
      List<String> activities = new ArrayList<>();
      open(server.history().events(), timers, activities);
      switch (random.nextInt(round > 30 ? 4 : 6)) {
        case 0, 1 -> {
          if (!activities.isEmpty()) {
            finish(server, activities.get(random.nextInt(activities.size())), random);
          }
        }
        case 2, 3 -> {
          if (!timers.isEmpty()) {
            server.fireTimer(timers.get(random.nextInt(timers.size())));
          }
        }
        case 4 -> server.signal("poke");
        default -> {
          if (random.nextInt(8) == 0) {
            server.cancel("chance");
          }
        }
      }
    }
  }

  private static void finish(SimulatedServer server, String activity, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> server.failActivity(activity, ApplicationFailure.of("failed", "T"));
      case 1 -> server.history().activityCanceled(server.history().activity(activity));
      default -> server.completeActivity(activity, "result of " + activity);
    }
  }

  /// The timers and activities of a history that are not over.
  private static void open(
      List<HistoryEvent> events, List<String> timers, List<String> activities) {
    Map<Long, String> openTimers = new TreeMap<>();
    Map<Long, String> openActivities = new TreeMap<>();
    for (HistoryEvent event : events) {
      switch (event.getEventType()) {
        case EVENT_TYPE_TIMER_STARTED ->
            openTimers.put(event.getEventId(), event.getTimerStartedEventAttributes().getTimerId());
        case EVENT_TYPE_TIMER_FIRED ->
            openTimers.remove(event.getTimerFiredEventAttributes().getStartedEventId());
        case EVENT_TYPE_TIMER_CANCELED ->
            openTimers.remove(event.getTimerCanceledEventAttributes().getStartedEventId());
        case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ->
            openActivities.put(
                event.getEventId(),
                event.getActivityTaskScheduledEventAttributes().getActivityId());
        case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
            openActivities.remove(
                event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
        case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
            openActivities.remove(
                event.getActivityTaskFailedEventAttributes().getScheduledEventId());
        case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
            openActivities.remove(
                event.getActivityTaskCanceledEventAttributes().getScheduledEventId());
        default -> {}
      }
    }
    timers.addAll(openTimers.values());
    activities.addAll(openActivities.values());
  }
}
