package dev.perdure.engine.sim;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.Memo;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A client of one schedule that takes a few actions by itself: creates it, has it act at once now
/// and then, changes it, pauses it and lets it go on, each until it is told that it was done; and
/// deletes it at times, to create another one of its id.
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

  /// What was acknowledged, by its request.
  private final Map<String, Instant> triggered = new HashMap<>();

  private boolean isThere;
  private boolean isMeddling;
  private int creations;
  private int definitions;
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

  /// Sees to it that there is a schedule.
  void create() {
    if (!isThere) {
      network.call(key, new Request.CreateSchedule(request(), "seed"), _ -> created());
    }
    agenda.after(Duration.ofSeconds(1), this::create);
  }

  /// A refusal says the same.
  private void created() {
    isThere = true;
    if (!isMeddling) {
      isMeddling = true;
      meddle();
      goOn();
    }
  }

  private void delete() {
    network.call(key, new Request.DeleteSchedule(), _ -> isGone());
  }

  private void isGone() {
    if (isThere) {
      isThere = false;
      creations++;
    }
  }

  private ScheduleOverlapPolicy policy() {
    var policies = ScheduleOverlapPolicy.values();
    return policies[Math.floorMod(key.id().hashCode(), policies.length - 1)];
  }

  /// Whether all actions have one workflow id.
  private boolean keepsWorkflowId() {
    return Math.floorMod(key.id().hashCode(), 4) == 0;
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
            .setInput(Plan.payloads(Math.floorMod(key.id().hashCode(), 2)))
            .setMemo(
                Memo.newBuilder()
                    .putFields("definition", Plan.payloads(definitions++).getPayloads(0)));
    return CreateScheduleRequest.newBuilder()
        .setScheduleId(key.id())
        .setRequestId("create-" + creations)
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
                        .setKeepOriginalWorkflowId(keepsWorkflowId())
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
    switch (random.nextInt(8)) {
      case 0 -> patch(SchedulePatch.newBuilder().setPause("sim").build());
      case 1 -> network.call(key, new Request.DescribeSchedule(), _ -> {});
      case 2, 3 -> update();
      case 4 -> backfill();
      case 5 -> delete();
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
        requestId -> triggered.put(requestId, time));
  }

  /// Another definition, but paused or not, and with the actions that it has left.
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
            .build());
  }

  /// What was paused would never end.
  private void goOn() {
    patch(SchedulePatch.newBuilder().setUnpause("sim").build());
    agenda.after(Duration.ofSeconds(7), this::goOn);
  }

  private void patch(SchedulePatch patch) {
    patch(patch, _ -> {});
  }

  private void patch(SchedulePatch patch, Consumer<String> acknowledged) {
    var request =
        PatchScheduleRequest.newBuilder().setPatch(patch).setRequestId("patch-" + patches++);
    patch(request.build(), new boolean[1], acknowledged);
  }

  private void patch(
      PatchScheduleRequest request, boolean[] isOver, Consumer<String> acknowledged) {
    if (isOver[0]) {
      return;
    }
    network.call(
        key,
        new Request.PatchSchedule(request),
        outcome -> {
          if (outcome instanceof Decision.Accepted<?> && !isOver[0]) {
            isOver[0] = true;
            acknowledged.accept(request.getRequestId());
          } else if (outcome instanceof Decision.Rejected<?>(var rejection)
              && rejection.code() == Rejection.Code.NOT_FOUND) {
            isGone();
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

  void verify(Map<String, List<Event>> histories) {
    var check = new ScheduleCheck(network.server(), key, histories);
    check.verifyStarts();
    check.verifyActions();
    if (policy() != ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL) {
      check.verifyNoOverlap();
    }
    if (!replaces() && !keepsWorkflowId()) {
      triggered.forEach(
          (requestId, time) -> check.verifyAcknowledged(requestId, workflowId + "-" + time));
    }
  }
}
