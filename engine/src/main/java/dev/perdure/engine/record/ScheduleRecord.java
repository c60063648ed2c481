package dev.perdure.engine.record;

import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.schedule.v1.Schedule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a schedule as it is after a decision. A schedule has no history: the newest record of
/// each part holds, and those before it do not matter any more.
public sealed interface ScheduleRecord extends JournalRecord {
  @Override
  default String runId() {
    return "";
  }

  /// The number of the part. It is stored: never reuse one.
  int part();

  /// What clients have defined.
  ///
  /// @param incarnation tells the schedule from others that have had its id
  /// @param requestId that of its creation
  /// @param jitterSeed tells its jitter from that of other schedules
  /// @param schedule its spec in the canonical form; without the state, which is [Moved]'s
  record Defined(
      String incarnation,
      String requestId,
      String jitterSeed,
      Instant createTime,
      Schedule schedule,
      Memo memo,
      SearchAttributes searchAttributes)
      implements ScheduleRecord {
    @Override
    public int part() {
      return 1;
    }
  }

  /// Where it stands.
  record Moved(ScheduleProgress progress) implements ScheduleRecord {
    @Override
    public int part() {
      return 2;
    }
  }

  /// What one action hands to the next one.
  ///
  /// @param result that of the last workflow that had one, null if none had
  /// @param failure that of the last workflow, null if it had none
  record Carried(@Nullable Payloads result, @Nullable Failure failure) implements ScheduleRecord {
    public static final Carried NOTHING = new Carried(null, null);

    @Override
    public int part() {
      return 3;
    }
  }

  /// The last requests that changed it, so that one that is repeated changes nothing twice.
  record Asked(List<String> requestIds) implements ScheduleRecord {
    public static final Asked NOTHING = new Asked(List.of());

    public Asked {
      requestIds = List.copyOf(requestIds);
    }

    @Override
    public int part() {
      return 4;
    }
  }

  /// What is still being started by definitions that hold no more.
  ///
  /// @param starts in the order of their actions
  record Former(List<FormerStart> starts) implements ScheduleRecord {
    public static final Former NOTHING = new Former(List.of());

    public Former {
      starts = List.copyOf(starts);
    }

    @Override
    public int part() {
      return 5;
    }

    /// What an action starts, null if that is what is defined now.
    ///
    /// @param number the action's
    public @Nullable FormerStart of(long number) {
      for (var start : starts) {
        if (number <= start.lastNumber()) {
          return start;
        }
      }
      return null;
    }
  }

  /// It is gone, with all its parts.
  record Deleted() implements ScheduleRecord {
    @Override
    public int part() {
      return 0;
    }
  }
}
