package dev.perdure.engine.schedule;

import dev.perdure.engine.calendar.NextTime;
import dev.perdure.engine.calendar.Steps;
import dev.perdure.engine.record.BufferedStart;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.Times;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import java.time.Duration;
import java.time.Instant;

/// Turns the times of a schedule that have come, and those that clients want made up for, into
/// actions that wait for their turn. A bounded number of them each time; the rest is due at once.
final class ScheduleTimes {
  private static final int ACTIONS = 100;
  private static final int BACKFILLED = 10;
  private static final Duration BETWEEN_BACKFILLS = Duration.ofSeconds(1);

  private ScheduleTimes() {}

  /// Goes through the times up to now. A schedule that may not act lets them pass.
  static void catchUp(ScheduleDraft draft) {
    var _ = catchUp(draft, draft.starting() < ScheduleState.MOST_STARTING ? ACTIONS : 0);
  }

  /// Goes through the times up to now, also if the actions have to wait or there is no room for
  /// them.
  ///
  /// @return false if there are more times than one turn looks at
  static boolean catchUpFully(ScheduleDraft draft) {
    return catchUp(draft, Integer.MAX_VALUE);
  }

  private static boolean catchUp(ScheduleDraft draft, int most) {
    if (!draft.mayAct(false)) {
      draft.processedTo = later(draft.processedTo, draft.now());
      return true;
    }
    int actions = most;
    var spec = draft.state().spec();
    var window = draft.catchupWindow();
    var steps = Steps.usual();
    while (actions > 0 && steps.areLeft()) {
      var next = spec.next(draft.processedTo, steps);
      if (next instanceof NextTime.NotUntil(var time) && !time.isAfter(draft.now())) {
        draft.processedTo = time;
        continue;
      }
      if (!(next instanceof NextTime.Due due) || due.actual().isAfter(draft.now())) {
        return true;
      }
      draft.processedTo = due.actual();
      if (draft.updateTime != null && due.actual().isBefore(draft.updateTime)) {
        continue; // It belongs to the time before the update.
      }
      if (Duration.between(due.actual(), draft.now()).compareTo(window) > 0) {
        draft.missed++;
        continue;
      }
      draft.buffer(
          new BufferedStart(
              due.nominal(),
              due.actual(),
              ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED,
              false));
      actions--;
    }
    return false;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /// Goes on with the backfills, unless it did so just now.
  static void backfill(ScheduleDraft draft) {
    if (draft.backfillDue != null && draft.backfillDue.isAfter(draft.now())) {
      return;
    }
    draft.backfillDue = null;
    int left = BACKFILLED;
    var steps = Steps.usual();
    while (!draft.backfills.isEmpty() && left > 0 && hasRoom(draft)) {
      left = backfillFirst(draft, left, steps);
    }
    if (!draft.backfills.isEmpty() && left < BACKFILLED) {
      draft.backfillDue = draft.now().plus(BETWEEN_BACKFILLS);
    }
  }

  /// Half of the buffer is for what is due.
  private static boolean hasRoom(ScheduleDraft draft) {
    return draft.buffer.size() < ScheduleDraft.MOST_BUFFERED / 2
        && draft.starting() < ScheduleState.MOST_STARTING;
  }

  /// @return how many more may be made up for; none if the search takes too many steps
  private static int backfillFirst(ScheduleDraft draft, int most, Steps steps) {
    var backfill = draft.backfills.getFirst();
    var at = Times.instant(backfill.getStartTime());
    var end = Times.instant(backfill.getEndTime());
    int left = most;
    while (left > 0 && steps.areLeft()) {
      var next = draft.state().spec().next(at, steps);
      if (isPast(next, end)) {
        draft.backfills.removeFirst();
        return steps.areLeft() ? left : 0;
      }
      if (next instanceof NextTime.NotUntil(var time)) {
        at = time;
      } else if (next instanceof NextTime.Due due) {
        at = due.actual();
        draft.buffer(
            new BufferedStart(due.nominal(), due.actual(), backfill.getOverlapPolicy(), true));
        left--;
      }
    }
    draft.backfills.set(0, backfill.toBuilder().setStartTime(Times.timestamp(at)).build());
    return 0;
  }

  private static boolean isPast(NextTime next, Instant end) {
    return switch (next) {
      case NextTime.Due due -> due.actual().isAfter(end);
      case NextTime.NotUntil(var time) -> !time.isBefore(end);
      case NextTime.Never _ -> true;
    };
  }
}
