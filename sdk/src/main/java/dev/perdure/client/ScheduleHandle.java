package dev.perdure.client;

import dev.perdure.client.ScheduleOutboundCalls.BackfillScheduleInput;
import dev.perdure.client.ScheduleOutboundCalls.DeleteScheduleInput;
import dev.perdure.client.ScheduleOutboundCalls.DescribeScheduleInput;
import dev.perdure.client.ScheduleOutboundCalls.ListScheduleMatchingTimesInput;
import dev.perdure.client.ScheduleOutboundCalls.PauseScheduleInput;
import dev.perdure.client.ScheduleOutboundCalls.TriggerScheduleInput;
import dev.perdure.client.ScheduleOutboundCalls.UnpauseScheduleInput;
import dev.perdure.client.ScheduleOutboundCalls.UpdateScheduleInput;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One schedule: to look at it, change it, pause it, let it act, or delete it. Any number of
/// threads may use a handle.
///
/// All methods throw [ScheduleNotFoundException] when there is no such schedule, and [RpcException]
/// when the server cannot be reached.
public final class ScheduleHandle {
  private final ClientOutboundCalls calls;
  private final String id;

  ScheduleHandle(ClientOutboundCalls calls, String id) {
    this.calls = calls;
    this.id = id;
  }

  /// The schedule's id.
  public String id() {
    return id;
  }

  /// What the server says about the schedule.
  public ScheduleDescription describe() {
    return calls.describeSchedule(new DescribeScheduleInput(id));
  }

  /// Changes the schedule: the function makes what it becomes of what it is.
  ///
  /// ```java
  /// handle.update(
  ///     input -> {
  ///       Schedule schedule = input.description().schedule();
  ///       return ScheduleUpdate.of(schedule.withSpec(schedule.spec().withJitter(ofMinutes(1))));
  ///     });
  /// ```
  ///
  /// When the schedule is changed by somebody else meanwhile, it is read and the function is called
  /// once more.
  ///
  /// @param updater returns null when there is nothing to change. What it throws comes out here,
  ///   and nothing is changed
  /// @throws RpcException also when the server refuses what it returns
  public void update(Function<ScheduleUpdateInput, @Nullable ScheduleUpdate> updater) {
    calls.updateSchedule(new UpdateScheduleInput(id, updater));
  }

  /// Deletes the schedule. Workflows that it started go on.
  public void delete() {
    calls.deleteSchedule(new DeleteScheduleInput(id));
  }

  /// Pauses the schedule.
  public void pause() {
    pause("Paused by Perdure");
  }

  /// Pauses the schedule, with a note that says why.
  public void pause(String note) {
    calls.pauseSchedule(new PauseScheduleInput(id, note));
  }

  /// Lets the schedule act again.
  public void unpause() {
    unpause("Unpaused by Perdure");
  }

  /// Lets the schedule act again, with a note that says why.
  public void unpause(String note) {
    calls.unpauseSchedule(new UnpauseScheduleInput(id, note));
  }

  /// Lets the schedule act at once, also when it is paused, by its own overlap policy.
  public void trigger() {
    calls.triggerSchedule(new TriggerScheduleInput(id, null));
  }

  /// Lets the schedule act at once, by another overlap policy.
  public void trigger(ScheduleOverlapPolicy overlap) {
    calls.triggerSchedule(new TriggerScheduleInput(id, overlap));
  }

  /// Lets the schedule go through times as if they passed now, also when it is paused.
  ///
  /// @throws IllegalArgumentException when there are none
  public void backfill(ScheduleBackfill... backfills) {
    if (backfills.length == 0) {
      throw new IllegalArgumentException("A backfill needs at least one time to go through.");
    }
    calls.backfillSchedule(new BackfillScheduleInput(id, List.of(backfills)));
  }

  /// When the schedule would act between two instants, whether it is paused or not, without jitter.
  public List<Instant> matchingTimes(Instant startAt, Instant endAt) {
    return calls.listScheduleMatchingTimes(new ListScheduleMatchingTimesInput(id, startAt, endAt));
  }

  @Override
  public String toString() {
    return "schedule " + id;
  }
}
