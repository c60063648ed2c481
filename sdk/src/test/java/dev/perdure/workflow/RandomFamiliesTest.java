package dev.perdure.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.Failure;
import dev.perdure.internal.replay.OtherWorkflowEvents;
import dev.perdure.internal.workflow.SimulatedServer;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.SignalExternalWorkflowExecutionFailedCause;
import io.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Parents that chance writes, with children and others that do what chance says, and each history
/// replayed cut at every workflow task. `-Dprogram.seed=N` runs one, `-Dprogram.seeds=N` so many.
final class RandomFamiliesTest {
  @Workflow.Definition
  public static final class Program {
    private final List<String> log = new ArrayList<>();

    @Workflow.Run
    public List<String> run(long seed) {
      var random = new Random(seed);
      List<Promise<String>> parts = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(4); i++) {
        int part = i;
        parts.add(Workflow.async(() -> steps("p" + part, random)));
      }
      for (Promise<String> part : parts) {
        if (random.nextInt(5) == 0) {
          part.cancel();
        }
        try {
          log.add(part.get());
        } catch (Failure e) {
          log.add("part failed: " + e.reason().getMessage());
        }
      }
      return log;
    }

    private String steps(String name, Random random) {
      for (int i = 0; i < 3; i++) {
        String step = name + "." + i;
        try {
          step(step, random);
        } catch (Failure e) {
          log.add(step + e.reason().getMessage());
        }
      }
      return name;
    }

    private void step(String step, Random random) {
      var types = ChildWorkflowCancellationType.values();
      var options =
          ChildWorkflowOptions.of(step).withCancellationType(types[random.nextInt(types.length)]);
      var other = Workflow.getExternalWorkflowHandle("other-" + step);
      switch (random.nextInt(6)) {
        case 0 -> log.add(step + Workflow.executeChildWorkflow("C", String.class, options));
        case 1 -> {
          var child = Workflow.startChildWorkflow("C", String.class, options);
          child.signal("tell", step);
          child.cancel();
          log.add(step + child.get());
        }
        case 2 -> {
          var child =
              Workflow.async(() -> Workflow.executeChildWorkflow("C", String.class, options));
          var timer = Workflow.startTimer(Duration.ofSeconds(3));
          Promise.anyOf(child, timer).get();
          child.cancel();
          timer.cancel();
          log.add(step + child.get());
        }
        case 3 -> other.signal("tell", step);
        case 4 -> other.cancel(step);
        default -> Workflow.sleep(Duration.ofSeconds(1));
      }
    }
  }

  @TestFactory
  List<DynamicTest> a_random_family_is_replayed_with_the_same_commands() {
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
      for (int i = 0; i < 200 && !closed; i++) {
        closed = server.task().stream().anyMatch(command -> closes(command.getCommandType()));
        if (!closed) {
          happen(server, random);
        }
        if (random.nextInt(4) == 0) {
          server.evict();
        }
      }
      assertThat(closed).as("the program ended").isTrue();
    }
  }

  private static boolean closes(CommandType type) {
    return type == CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION
        || type == CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION
        || type == CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION;
  }

  /// Some of what a server could let happen does.
  private static void happen(SimulatedServer server, Random random) {
    for (int i = 0; i <= random.nextInt(3); i++) {
      List<Consumer<OtherWorkflowEvents>> possible = possible(server, random);
      if (!possible.isEmpty()) {
        possible.get(random.nextInt(possible.size())).accept(server.history().otherWorkflows());
      }
    }
    if (random.nextInt(30) == 0) {
      server.cancel("chance");
    }
  }

  /// What may come next of all that is under way.
  private static List<Consumer<OtherWorkflowEvents>> possible(
      SimulatedServer server, Random random) {
    Map<Long, Consumer<OtherWorkflowEvents>> open = new TreeMap<>();
    Map<Long, String> children = new TreeMap<>();
    for (HistoryEvent event : server.history().events()) {
      long id = event.getEventId();
      switch (event.getEventType()) {
        case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED -> {
          String child =
              event.getStartChildWorkflowExecutionInitiatedEventAttributes().getWorkflowId();
          children.put(id, child);
          open.put(id, events -> begin(events, child, random));
        }
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED -> {
          long child =
              event.getChildWorkflowExecutionStartedEventAttributes().getInitiatedEventId();
          open.put(child, events -> end(events, children.get(child) + "", random));
        }
        case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED ->
            open.remove(
                event.getStartChildWorkflowExecutionFailedEventAttributes().getInitiatedEventId());
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED ->
            open.remove(
                event.getChildWorkflowExecutionCompletedEventAttributes().getInitiatedEventId());
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED ->
            open.remove(
                event.getChildWorkflowExecutionFailedEventAttributes().getInitiatedEventId());
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED ->
            open.remove(
                event.getChildWorkflowExecutionCanceledEventAttributes().getInitiatedEventId());
        case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED -> {
          String target =
              event
                  .getSignalExternalWorkflowExecutionInitiatedEventAttributes()
                  .getWorkflowExecution()
                  .getWorkflowId();
          open.put(id, events -> answerSignal(events, target, random));
        }
        case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED ->
            open.remove(
                event.getExternalWorkflowExecutionSignaledEventAttributes().getInitiatedEventId());
        case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED ->
            open.remove(
                event
                    .getSignalExternalWorkflowExecutionFailedEventAttributes()
                    .getInitiatedEventId());
        case EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED -> {
          String target =
              event
                  .getRequestCancelExternalWorkflowExecutionInitiatedEventAttributes()
                  .getWorkflowExecution()
                  .getWorkflowId();
          open.put(id, events -> answerCancel(events, target, random));
        }
        case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED ->
            open.remove(
                event
                    .getExternalWorkflowExecutionCancelRequestedEventAttributes()
                    .getInitiatedEventId());
        case EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED ->
            open.remove(
                event
                    .getRequestCancelExternalWorkflowExecutionFailedEventAttributes()
                    .getInitiatedEventId());
        case EVENT_TYPE_TIMER_STARTED -> {
          String timer = event.getTimerStartedEventAttributes().getTimerId();
          open.put(id, _ -> server.fireTimer(timer));
        }
        case EVENT_TYPE_TIMER_FIRED ->
            open.remove(event.getTimerFiredEventAttributes().getStartedEventId());
        case EVENT_TYPE_TIMER_CANCELED ->
            open.remove(event.getTimerCanceledEventAttributes().getStartedEventId());
        default -> {}
      }
    }
    return List.copyOf(open.values());
  }

  private static void begin(OtherWorkflowEvents events, String child, Random random) {
    if (random.nextInt(6) == 0) {
      events.startFailed(
          child,
          StartChildWorkflowExecutionFailedCause
              .START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS);
    } else {
      events.started(child);
    }
  }

  private static void end(OtherWorkflowEvents events, String child, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> events.completed(child, DataConverter.defaults().encodeAll("of " + child));
      case 1 -> events.cancelled(child);
      default ->
          events.failed(
              child, DataConverter.defaults().encodeFailure(ApplicationFailure.of("no", "T")));
    }
  }

  private static void answerSignal(OtherWorkflowEvents events, String target, Random random) {
    if (random.nextInt(3) == 0) {
      events.signalFailed(
          target,
          SignalExternalWorkflowExecutionFailedCause
              .SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND);
    } else {
      events.signaled(target);
    }
  }

  private static void answerCancel(OtherWorkflowEvents events, String target, Random random) {
    if (random.nextInt(3) == 0) {
      events.cancelFailed(target);
    } else {
      events.cancelRequested(target);
    }
  }
}
