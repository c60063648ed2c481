package dev.perdure.engine.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.temporal.api.command.v1.CancelTimerCommandAttributes;
import io.temporal.api.command.v1.CancelWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.FailWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.RecordMarkerCommandAttributes;
import io.temporal.api.command.v1.RequestCancelActivityTaskCommandAttributes;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.command.v1.StartTimerCommandAttributes;
import io.temporal.api.command.v1.UpsertWorkflowSearchAttributesCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// A workflow's code: stages of activities, timers and races between them, children, and messages
/// to its neighbours, made from a seed, then a new run or the end. What it does next follows from
/// its history alone.
final class Plan {
  private final long seed;
  private final String workflowId;

  Plan(String workflowId) {
    this.seed = workflowId.hashCode();
    this.workflowId = workflowId;
  }

  /// Whether a thing of the current stage is open, and what it is.
  private record Open(boolean isTimer, String id, boolean isCanceling) {}

  private static final Open OTHER = new Open(false, "", true);

  List<Command> next(List<HistoryEvent> history) {
    int stage = -1;
    int runsLeft = 0;
    boolean isCanceled = false;
    var started = history.getFirst().getWorkflowExecutionStartedEventAttributes();
    boolean hasOpenTimer = false;
    var open = new LinkedHashMap<String, Open>();
    for (var event : history) {
      switch (event.getEventType()) {
        case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED ->
            runsLeft =
                Integer.parseInt(
                    event
                        .getWorkflowExecutionStartedEventAttributes()
                        .getInput()
                        .getPayloads(0)
                        .getData()
                        .toStringUtf8());
        case EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED -> isCanceled = true;
        case EVENT_TYPE_MARKER_RECORDED -> {
          stage++;
          hasOpenTimer = false;
        }
        case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ->
            open.put("a" + event.getEventId(), new Open(false, "" + event.getEventId(), false));
        case EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED -> {
          var id = event.getActivityTaskCancelRequestedEventAttributes().getScheduledEventId();
          open.computeIfPresent("a" + id, (_, old) -> new Open(false, old.id, true));
        }
        case EVENT_TYPE_TIMER_STARTED -> {
          var id = event.getTimerStartedEventAttributes().getTimerId();
          open.put("t" + id, new Open(true, id, false));
          hasOpenTimer = true;
        }
        case EVENT_TYPE_TIMER_FIRED -> {
          open.remove("t" + event.getTimerFiredEventAttributes().getTimerId());
          hasOpenTimer = false;
        }
        case EVENT_TYPE_TIMER_CANCELED -> {
          open.remove("t" + event.getTimerCanceledEventAttributes().getTimerId());
          hasOpenTimer = false;
        }
        case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED -> {
          if (Others.isAwaited(event)) {
            open.put("o" + event.getEventId(), OTHER);
          }
        }
        case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
            EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED ->
            open.put("o" + event.getEventId(), OTHER);
        default -> {
          open.remove("a" + Histories.resolvedActivity(event));
          open.remove("o" + Others.answered(event));
        }
      }
    }
    if (isCanceled) {
      return List.of(
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION)
              .setCancelWorkflowExecutionCommandAttributes(
                  CancelWorkflowExecutionCommandAttributes.getDefaultInstance())
              .build());
    }
    if (Others.waits(started)) {
      return List.of();
    }
    var random = random(runsLeft, Math.max(stage, 0));
    boolean isRace = stage >= 0 && kind(random) == Kind.RACE;
    if (open.isEmpty()) {
      return begin(started, runsLeft, stage + 1);
    }
    if (!isRace) {
      return List.of();
    }
    var commands = new ArrayList<>(raceOn(open, hasOpenTimer));
    if (hasOpenTimer && !commands.isEmpty()) {
      commands.addAll(
          begin(started, runsLeft, stage + 1)); // The timer was the last thing to wait for.
    }
    return commands;
  }

  /// What a stage is made of.
  private enum Kind {
    ACTIVITIES,
    TIMERS,
    RACE,
    CHILDREN,
    NEIGHBOURS
  }

  private static Kind kind(RandomGenerator random) {
    return Kind.values()[random.nextInt(Kind.values().length)];
  }

  private RandomGenerator random(int runsLeft, int stage) {
    return RandomGeneratorFactory.of("L64X128MixRandom")
        .create(seed * 1_000_003 + runsLeft * 1009L + stage);
  }

  /// The timer cancels the activities, and the activities' end the timer.
  private static List<Command> raceOn(Map<String, Open> open, boolean hasOpenTimer) {
    var commands = new ArrayList<Command>();
    if (!hasOpenTimer) {
      for (var thing : open.values()) {
        if (!thing.isTimer && !thing.isCanceling) {
          commands.add(
              Command.newBuilder()
                  .setCommandType(CommandType.COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK)
                  .setRequestCancelActivityTaskCommandAttributes(
                      RequestCancelActivityTaskCommandAttributes.newBuilder()
                          .setScheduledEventId(Long.parseLong(thing.id)))
                  .build());
        }
      }
    } else if (open.size() == 1) {
      commands.add(
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_CANCEL_TIMER)
              .setCancelTimerCommandAttributes(
                  CancelTimerCommandAttributes.newBuilder()
                      .setTimerId(open.values().iterator().next().id))
              .build());
    }
    return commands;
  }

  private List<Command> begin(
      WorkflowExecutionStartedEventAttributes started, int runsLeft, int stage) {
    int stages = 1 + (int) (Math.abs(seed) % 4);
    if (stage >= stages) {
      return List.of(runsLeft > 0 ? continueAsNew(Others.input(runsLeft - 1, started)) : end());
    }
    var random = random(runsLeft, stage);
    var kind = kind(random);
    var commands = new ArrayList<Command>();
    commands.add(
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_RECORD_MARKER)
            .setRecordMarkerCommandAttributes(
                RecordMarkerCommandAttributes.newBuilder().setMarkerName("stage"))
            .build());
    commands.add(upsert(stage));
    if (kind == Kind.CHILDREN || kind == Kind.NEIGHBOURS) {
      commands.addAll(others(kind, started, runsLeft + "-" + stage, random));
      return commands;
    }
    if (kind != Kind.TIMERS) {
      for (int i = 0; i <= random.nextInt(3); i++) {
        commands.add(activity(stage + "-" + i, random));
      }
    }
    if (kind != Kind.ACTIVITIES) {
      commands.add(timer(stage, random));
    }
    return commands;
  }

  private List<Command> others(
      Kind kind,
      WorkflowExecutionStartedEventAttributes started,
      String name,
      RandomGenerator random) {
    var commands = new ArrayList<Command>();
    var family = workflowId.substring(0, workflowId.indexOf('-'));
    for (int i = 0; i <= random.nextInt(3); i++) {
      if (kind == Kind.NEIGHBOURS) {
        commands.add(
            random.nextInt(6) == 0 ? Others.cancel(family, random) : Others.signal(family, random));
      } else if (Others.mayHaveChildren(started)) {
        commands.add(Others.child(workflowId + "/" + name + "-" + i, started, random));
      }
    }
    return commands.isEmpty() ? List.of(timer(0, random)) : commands;
  }

  private static Command activity(String id, RandomGenerator random) {
    var attributes =
        ScheduleActivityTaskCommandAttributes.newBuilder()
            .setActivityId(id)
            .setActivityType(ActivityType.newBuilder().setName("Act"))
            .setTaskQueue(TaskQueue.newBuilder().setName("q"))
            .setStartToCloseTimeout(seconds(1 + random.nextInt(20)))
            .setRequestEagerExecution(random.nextBoolean())
            .setRetryPolicy(
                RetryPolicy.newBuilder()
                    .setInitialInterval(Duration.newBuilder().setNanos(200_000_000))
                    .setMaximumAttempts(random.nextInt(4)));
    if (random.nextInt(3) == 0) {
      attributes.setHeartbeatTimeout(seconds(1 + random.nextInt(3)));
    }
    if (random.nextInt(4) == 0) {
      attributes.setScheduleToCloseTimeout(seconds(5 + random.nextInt(60)));
    }
    if (random.nextInt(4) == 0) {
      attributes.setScheduleToStartTimeout(seconds(1 + random.nextInt(10)));
    }
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
        .setScheduleActivityTaskCommandAttributes(attributes)
        .build();
  }

  private static Command timer(int stage, RandomGenerator random) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_START_TIMER)
        .setStartTimerCommandAttributes(
            StartTimerCommandAttributes.newBuilder()
                .setTimerId("t" + stage)
                .setStartToFireTimeout(seconds(random.nextInt(5))))
        .build();
  }

  private static Command continueAsNew(Payloads input) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION)
        .setContinueAsNewWorkflowExecutionCommandAttributes(
            ContinueAsNewWorkflowExecutionCommandAttributes.newBuilder().setInput(input))
        .build();
  }

  private Command end() {
    return seed % 3 == 0 ? fail() : complete();
  }

  private static Command fail() {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION)
        .setFailWorkflowExecutionCommandAttributes(
            FailWorkflowExecutionCommandAttributes.newBuilder()
                .setFailure(Failure.newBuilder().setMessage("planned")))
        .build();
  }

  private static Command upsert(int stage) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
        .setUpsertWorkflowSearchAttributesCommandAttributes(
            UpsertWorkflowSearchAttributesCommandAttributes.newBuilder()
                .setSearchAttributes(
                    SearchAttributes.newBuilder()
                        .putIndexedFields("stage", payloads(stage).getPayloads(0))))
        .build();
  }

  private static Command complete() {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
        .setCompleteWorkflowExecutionCommandAttributes(
            CompleteWorkflowExecutionCommandAttributes.getDefaultInstance())
        .build();
  }

  static Payloads payloads(int number) {
    return Payloads.newBuilder()
        .addPayloads(Payload.newBuilder().setData(ByteString.copyFromUtf8("" + number)))
        .build();
  }

  private static Duration seconds(int seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
