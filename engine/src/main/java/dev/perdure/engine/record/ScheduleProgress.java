package dev.perdure.engine.record;

import io.temporal.api.schedule.v1.BackfillRequest;
import io.temporal.api.schedule.v1.ScheduleActionResult;
import io.temporal.api.schedule.v1.ScheduleState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a schedule stands. Everything in it is bounded.
///
/// @param state paused or not, with notes, and how many actions it may still take
/// @param conflictToken raised with each change of what a client may change
/// @param processedTo the last time of its spec that was dealt with
/// @param updateTime when a client changed it last, null if none did
/// @param lastNumber that of the last action
/// @param buffer what is due, the oldest first
/// @param actions those that are not over, the oldest first
/// @param recent the last actions, the oldest first
/// @param backfills times that clients want made up for, each from an exclusive start on
/// @param backfillDue when the next of them are, null for as soon as there is room
public record ScheduleProgress(
    ScheduleState state,
    long conflictToken,
    Instant processedTo,
    @Nullable Instant updateTime,
    Counts counts,
    long lastNumber,
    List<BufferedStart> buffer,
    List<ScheduleAction> actions,
    List<ScheduleActionResult> recent,
    List<BackfillRequest> backfills,
    @Nullable Instant backfillDue) {

  public ScheduleProgress {
    buffer = List.copyOf(buffer);
    actions = List.copyOf(actions);
    recent = List.copyOf(recent);
    backfills = List.copyOf(backfills);
  }

  /// What has become of its times.
  ///
  /// @param actions workflows that were started
  /// @param missed times that had passed too long ago
  /// @param skipped times at which another workflow was running
  /// @param dropped times for which there was no room
  public record Counts(long actions, long missed, long skipped, long dropped) {
    public static final Counts NONE = new Counts(0, 0, 0, 0);
  }
}
