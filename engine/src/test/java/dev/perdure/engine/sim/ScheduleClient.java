package dev.perdure.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.schedule.v1.BackfillRequest;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.ScheduleAction;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.SchedulePolicies;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.schedule.v1.ScheduleState;
import io.temporal.api.schedule.v1.TriggerImmediatelyRequest;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// A client of one schedule that takes a few actions by itself: creates it, has it act at once now
/// and then, pauses it and lets it go on, each until it is told that it was done.
final class ScheduleClient {
  private static final int ACTIONS = 5;
  private static final Instant TRIGGERS = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant BACKFILLS = Instant.parse("2021-01-01T00:00:00Z");

  private final Agenda agenda;
  private final Faults faults;
  private final RandomGenerator random;
  private final Network network;
  private final EntityKey key;
  private final String workflowId;
  private final List<Instant> triggered = new ArrayList<>();
  private boolean isCreated;
  private int patches;
  private int updates;

  ScheduleClient(
      Agenda agenda, Faults faults, RandomGenerator random, Network network, String family) {
    this.agenda = agenda;
    this.faults = faults;
    this.random = random;
    this.network = network;
    this.key = EntityKey.schedule("default", family);
    this.workflowId = family + "-s";
  }

  void create() {
    if (isCreated) {
      return;
    }
    network.call(
        key,
        new Request.CreateSchedule(request(), "seed"),
        outcome -> {
          if (outcome instanceof Decision.Accepted<?> && !isCreated) {
            isCreated = true;
            meddle();
            goOn();
          }
        });
    agenda.after(Duration.ofSeconds(1), this::create);
  }

  private ScheduleOverlapPolicy policy() {
    var policies = ScheduleOverlapPolicy.values();
    return policies[Math.floorMod(key.id().hashCode(), policies.length - 1)];
  }

  /// Whether a time takes the place of another action, also of one that waits.
  private boolean replaces() {
    return switch (policy()) {
      case SCHEDULE_OVERLAP_POLICY_CANCEL_OTHER, SCHEDULE_OVERLAP_POLICY_TERMINATE_OTHER -> true;
      default -> false;
    };
  }

  private CreateScheduleRequest request() {
    var start =
        NewWorkflowExecutionInfo.newBuilder()
            .setWorkflowId(workflowId)
            .setWorkflowType(WorkflowType.newBuilder().setName("Sim"))
            .setTaskQueue(TaskQueue.newBuilder().setName("q"))
            .setWorkflowTaskTimeout(seconds(3))
            .setInput(Plan.payloads(Math.floorMod(key.id().hashCode(), 2)));
    return CreateScheduleRequest.newBuilder()
        .setScheduleId(key.id())
        .setRequestId("create")
        .setSchedule(
            Schedule.newBuilder()
                .setSpec(
                    ScheduleSpec.newBuilder()
                        .addInterval(IntervalSpec.newBuilder().setInterval(seconds(4)))
                        .setJitter(seconds(1)))
                .setAction(ScheduleAction.newBuilder().setStartWorkflow(start))
                .setPolicies(
                    SchedulePolicies.newBuilder()
                        .setOverlapPolicy(policy())
                        .setPauseOnFailure(key.id().hashCode() % 3 == 0))
                .setState(
                    ScheduleState.newBuilder()
                        .setLimitedActions(true)
                        .setRemainingActions(ACTIONS)))
        .build();
  }

  private static com.google.protobuf.Duration seconds(int seconds) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
  }

  private void meddle() {
    if (faults.isOver()) {
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> patch(SchedulePatch.newBuilder().setPause("sim").build(), () -> {});
      case 1 -> network.call(key, new Request.DescribeSchedule(), _ -> {});
      case 2 -> update();
      case 3 -> backfill();
      default -> trigger(TRIGGERS.plusSeconds(patches));
    }
    agenda.after(faults.delay(20_000), this::meddle);
  }

  private void trigger(Instant time) {
    patch(
        SchedulePatch.newBuilder()
            .setTriggerImmediately(
                TriggerImmediatelyRequest.newBuilder()
                    .setOverlapPolicy(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL)
                    .setScheduledTime(Times.timestamp(time)))
            .build(),
        () -> triggered.add(time));
  }

  /// The same definition again, but paused or not: the actions that it has left stay as they are.
  private void update() {
    var state = network.server().schedule(key);
    if (state == null || state.isGone()) {
      return;
    }
    var request =
        UpdateScheduleRequest.newBuilder()
            .setSchedule(request().getSchedule().toBuilder().setState(state.progress().state()))
            .setConflictToken(
                ByteString.copyFrom(
                    ByteBuffer.allocate(Long.BYTES)
                        .putLong(state.progress().conflictToken())
                        .flip()))
            .setRequestId("update-" + updates++);
    network.call(key, new Request.UpdateSchedule(request.build()), _ -> {});
  }

  /// Two times that no other backfill has.
  private void backfill() {
    var from = BACKFILLS.plusSeconds(100L * patches);
    patch(
        SchedulePatch.newBuilder()
            .addBackfillRequest(
                BackfillRequest.newBuilder()
                    .setStartTime(Times.timestamp(from))
                    .setEndTime(Times.timestamp(from.plusSeconds(8)))
                    .setOverlapPolicy(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL))
            .build(),
        () -> {});
  }

  /// What was paused would never end.
  private void goOn() {
    patch(SchedulePatch.newBuilder().setUnpause("sim").build(), () -> {});
    agenda.after(Duration.ofSeconds(7), this::goOn);
  }

  private void patch(SchedulePatch patch, Runnable acknowledged) {
    var request =
        PatchScheduleRequest.newBuilder().setPatch(patch).setRequestId("patch-" + patches++);
    patch(request.build(), new boolean[1], acknowledged);
  }

  private void patch(PatchScheduleRequest request, boolean[] isOver, Runnable acknowledged) {
    if (isOver[0]) {
      return;
    }
    network.call(
        key,
        new Request.PatchSchedule(request),
        outcome -> {
          if (outcome instanceof Decision.Accepted<?> && !isOver[0]) {
            isOver[0] = true;
            acknowledged.run();
          }
        });
    agenda.after(Duration.ofSeconds(1), () -> patch(request, isOver, acknowledged));
  }

  /// Whether the schedule has taken all its actions, and they are over.
  boolean isOver() {
    var state = network.server().schedule(key);
    if (state == null || state.isGone()) {
      return false;
    }
    var progress = state.progress();
    return progress.state().getRemainingActions() == 0
        && progress.actions().isEmpty()
        && progress.buffer().isEmpty()
        && progress.backfills().isEmpty();
  }

  /// Each action has started one workflow, and each workflow was started by one.
  void verify(Map<String, List<Event>> histories) {
    var ids = new HashSet<String>();
    for (var events : histories.values()) {
      var started = events.getFirst().event().getWorkflowExecutionStartedEventAttributes();
      if (started.getIdentity().equals("temporal-scheduler-default-" + key.id())) {
        assertThat(ids.add(started.getWorkflowId()))
            .as("%s was started once", started.getWorkflowId())
            .isTrue();
      }
    }
    var state = Objects.requireNonNull(network.server().schedule(key));
    var progress = state.progress();
    assertThat(progress.counts().actions())
        .as("no action was given up")
        .isEqualTo(progress.lastNumber());
    assertThat(ids).hasSize((int) progress.lastNumber());
    if (policy() != ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL) {
      verifyNoOverlap(
          histories.values().stream().filter(events -> ids.contains(workflow(events))).toList());
    }
    if (!replaces()) {
      for (var time : triggered) {
        assertThat(ids).as("acknowledged triggers").contains(workflowId + "-" + time);
      }
    }
  }

  private static String workflow(List<Event> events) {
    return events.getFirst().event().getWorkflowExecutionStartedEventAttributes().getWorkflowId();
  }

  private static void verifyNoOverlap(List<List<Event>> histories) {
    var inOrder = histories.stream().sorted(Comparator.comparing(ScheduleClient::begin)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      var former = inOrder.get(i - 1);
      assertThat(Times.instant(former.getLast().event().getEventTime()))
          .as("%s and %s overlap", workflow(former), workflow(inOrder.get(i)))
          .isBeforeOrEqualTo(begin(inOrder.get(i)));
    }
  }

  private static Instant begin(List<Event> events) {
    return Times.instant(events.getFirst().event().getEventTime());
  }
}
