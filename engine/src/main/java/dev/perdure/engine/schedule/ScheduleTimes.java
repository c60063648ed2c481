package dev.perdure.engine.schedule;

import dev.perdure.engine.record.BufferedStart;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.Times;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import java.time.Duration;
import java.time.Instant;

/// Turns the times of a schedule that have come, and those that clients want made up for, into
/// actions that wait for their turn. A bounded number of them each time; the rest is due at once.
final class ScheduleTimes {
  private static final int LOOKS = 10_000;
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
    return catchUp(draft, LOOKS);
  }

  private static boolean catchUp(ScheduleDraft draft, int most) {
    if (!draft.mayAct(false)) {
      draft.processedTo = later(draft.processedTo, draft.now());
      return true;
    }
    int actions = most;
    var spec = draft.state().spec();
    var window = draft.catchupWindow();
    for (int looks = 0; looks < LOOKS && actions > 0; looks++) {
      var due = spec.next(draft.processedTo);
      if (due == null || due.actual().isAfter(draft.now())) {
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
    while (!draft.backfills.isEmpty() && left > 0 && hasRoom(draft)) {
      left = backfillFirst(draft, left);
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

  /// @return how many more may be made up for
  private static int backfillFirst(ScheduleDraft draft, int most) {
    var backfill = draft.backfills.getFirst();
    var at = Times.instant(backfill.getStartTime());
    var end = Times.instant(backfill.getEndTime());
    for (int left = most; left > 0; left--) {
      var due = draft.state().spec().next(at);
      if (due == null || due.actual().isAfter(end)) {
        draft.backfills.removeFirst();
        return left;
      }
      at = due.actual();
      draft.buffer(
          new BufferedStart(due.nominal(), due.actual(), backfill.getOverlapPolicy(), true));
    }
    draft.backfills.set(0, backfill.toBuilder().setStartTime(Times.timestamp(at)).build());
    return 0;
  }
}
