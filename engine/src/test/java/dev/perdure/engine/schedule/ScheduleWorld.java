package dev.perdure.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.engine.Engine;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.StateDump;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.RecordCodec;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.state.WorkflowState;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.FailWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.ScheduleAction;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.schedule.v1.TriggerImmediatelyRequest;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A schedule, the workflows that it starts, and a clock that a test moves. Messages arrive at
/// once; after every decision the state must be what its stored records fold to.
final class ScheduleWorld {
  static final Instant START = Instant.parse("2026-01-01T00:00:30Z");
  static final EntityKey KEY = EntityKey.schedule("default", "s");

  private final Engine engine = new Engine(EngineLimits.DEFAULT);
  private final Map<EntityKey, EntityState> states = new LinkedHashMap<>();
  private final Map<EntityKey, List<JournalRecord>> records = new HashMap<>();
  private final Map<EntityKey, Effect.DispatchWorkflowTask> tasks = new HashMap<>();
  private final ArrayDeque<Effect.Tell> post = new ArrayDeque<>();
  private Instant now = START;
  private int requests;
  private boolean isHolding;

  private final Ids ids =
      new Ids() {
        private int count;

        @Override
        public String next() {
          return "id-" + ++count;
        }

        @Override
        public double jitter() {
          return 0.5;
        }
      };

  /// A schedule that starts `w` every minute.
  static Schedule.Builder everyMinute() {
    return Schedule.newBuilder()
        .setSpec(
            ScheduleSpec.newBuilder()
                .addInterval(
                    IntervalSpec.newBuilder()
                        .setInterval(com.google.protobuf.Duration.newBuilder().setSeconds(60))))
        .setAction(
            ScheduleAction.newBuilder()
                .setStartWorkflow(
                    NewWorkflowExecutionInfo.newBuilder()
                        .setWorkflowId("w")
                        .setWorkflowType(WorkflowType.newBuilder().setName("Type"))
                        .setTaskQueue(TaskQueue.newBuilder().setName("q"))));
  }

  static Schedule.Builder everyMinute(ScheduleOverlapPolicy policy) {
    var schedule = everyMinute();
    schedule.getPoliciesBuilder().setOverlapPolicy(policy);
    return schedule;
  }

  void create(Schedule.Builder schedule) {
    ask(
        new Request.CreateSchedule(
            CreateScheduleRequest.newBuilder()
                .setScheduleId("s")
                .setRequestId("create")
                .setSchedule(schedule)
                .build(),
            "seed"));
  }

  void patch(SchedulePatch.Builder patch) {
    ask(
        new Request.PatchSchedule(
            PatchScheduleRequest.newBuilder()
                .setRequestId("request-" + ++requests)
                .setPatch(patch)
                .build()));
  }

  DescribeScheduleResponse describe() {
    return reply(ask(new Request.DescribeSchedule()));
  }

  static <R> R reply(Outcome<R> outcome) {
    return switch (outcome) {
      case Decision.Accepted<R>(R reply) -> reply;
      case Decision.Rejected<R>(var rejection) ->
          throw new AssertionError("rejected: " + rejection.message());
    };
  }

  /// Asks the schedule, and has all messages arrive that follow.
  <R> Outcome<R> ask(Request<R> request) {
    return ask(KEY, request);
  }

  <R> Outcome<R> ask(EntityKey key, Request<R> request) {
    var decision = decide(key, request);
    deliver();
    return decision.outcome();
  }

  private <R> Decision<R> decide(EntityKey key, Request<R> request) {
    var state = states.computeIfAbsent(key, EntityState::empty);
    var decision = engine.decide(state, request, now, ids);
    records.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(decision.records());
    assertThat(dump(state)).isEqualTo(dump(folded(key)));
    decision.effects().forEach(effect -> perform(key, effect));
    return decision;
  }

  private void perform(EntityKey key, Effect effect) {
    switch (effect) {
      case Effect.Tell tell -> post.add(tell);
      case Effect.DispatchWorkflowTask task -> tasks.put(key, task);
      default -> {}
    }
  }

  private void deliver() {
    while (!isHolding && !post.isEmpty()) {
      deliverOne();
    }
  }

  private static Object dump(EntityState state) {
    return switch (state) {
      case WorkflowState workflow -> StateDump.of(workflow);
      case ScheduleState schedule -> StateDump.of(schedule);
    };
  }

  private EntityState folded(EntityKey key) {
    var folded = EntityState.empty(key);
    for (var record : records.getOrDefault(key, List.of())) {
      try {
        RecordCodec.decode(record.runId(), RecordCodec.encode(List.of(record)))
            .forEach(folded::apply);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }
    return folded;
  }

  /// From now on messages stay on their way, or arrive at once again.
  void hold(boolean isHolding) {
    this.isHolding = isHolding;
    deliver();
  }

  /// The oldest message arrives, and what it leads to is on its way.
  void deliverOne() {
    var tell = post.remove();
    decide(tell.to(), new Request.Deliver(tell.message()));
  }

  /// The oldest message, for [#deliverLate].
  Effect.Tell copyOne() {
    return post.element();
  }

  /// A copy of a message that has arrived before, or not, arrives.
  void deliverLate(Effect.Tell tell) {
    post.add(tell);
    deliver();
  }

  /// What is on its way is lost.
  void loseMessages() {
    post.clear();
  }

  /// A crash after everything was stored: what is not in the records is gone, messages too.
  void crash() {
    post.clear();
    tasks.clear();
    states.replaceAll((key, _) -> folded(key));
    states.forEach(
        (key, state) -> engine.redrive(state, now).forEach(effect -> perform(key, effect)));
    deliver();
  }

  /// Lets time pass, and wakes whoever is due.
  void pass(Duration duration) {
    passTo(now.plus(duration));
  }

  void passTo(Instant end) {
    for (var next = nextDue(end); next != null; next = nextDue(end)) {
      var due = Objects.requireNonNull(states.get(next)).nextDue();
      now = due == null || due.isBefore(now) ? now : due;
      ask(next, new Request.TimersDue());
    }
    now = end;
  }

  private @Nullable EntityKey nextDue(Instant end) {
    EntityKey next = null;
    Instant earliest = end;
    for (var state : states.values()) {
      var due = state.nextDue();
      if (due != null && !due.isAfter(earliest)) {
        earliest = due;
        next = state.key();
      }
    }
    return next;
  }

  /// Time passes, and nobody is woken: the server is down.
  void sleep(Duration duration) {
    now = now.plus(duration);
  }

  Instant now() {
    return now;
  }

  ScheduleState state() {
    return (ScheduleState) Objects.requireNonNull(states.get(KEY));
  }

  /// The ids of the workflows that were started, in that order.
  List<String> started() {
    return states.keySet().stream()
        .filter(key -> key.kind() == EntityKey.Kind.WORKFLOW)
        .map(EntityKey::id)
        .toList();
  }

  RunState run(String workflowId) {
    var state = (WorkflowState) states.get(EntityKey.workflow("default", workflowId));
    return Objects.requireNonNull(Objects.requireNonNull(state).current());
  }

  boolean isOpen(String workflowId) {
    return run(workflowId).isOpen();
  }

  /// A worker takes the workflow's task and answers it with this command.
  void answer(String workflowId, Command.Builder command) {
    var key = EntityKey.workflow("default", workflowId);
    var task = Objects.requireNonNull(tasks.remove(key));
    var claimed =
        reply(
            ask(
                key,
                new Request.ClaimWorkflowTask(
                    task.runId(),
                    task.scheduledEventId(),
                    task.stamp(),
                    "q",
                    false,
                    "worker",
                    "poll",
                    0)));
    complete(key, claimed, command);
  }

  private void complete(EntityKey key, ClaimedWorkflowTask task, Command.Builder command) {
    ask(
        key,
        new Request.CompleteWorkflowTask(
            task.token(),
            RespondWorkflowTaskCompletedRequest.newBuilder().addCommands(command).build(),
            0));
  }

  /// Times as a test writes them.
  static List<String> texts(List<com.google.protobuf.Timestamp> times) {
    return times.stream().map(time -> Times.instant(time).toString()).toList();
  }

  static Payloads payloads(String text) {
    return Payloads.newBuilder()
        .addPayloads(Payload.newBuilder().setData(ByteString.copyFromUtf8(text)))
        .build();
  }

  static Command.Builder complete(String result) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
        .setCompleteWorkflowExecutionCommandAttributes(
            CompleteWorkflowExecutionCommandAttributes.newBuilder().setResult(payloads(result)));
  }

  static Command.Builder fail(String message) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION)
        .setFailWorkflowExecutionCommandAttributes(
            FailWorkflowExecutionCommandAttributes.newBuilder()
                .setFailure(Failure.newBuilder().setMessage(message)));
  }

  static SchedulePatch.Builder trigger() {
    return SchedulePatch.newBuilder()
        .setTriggerImmediately(TriggerImmediatelyRequest.getDefaultInstance());
  }

  static Rejection rejection(Decision.Outcome<?> outcome) {
    return ((Decision.Rejected<?>) outcome).rejection();
  }
}
