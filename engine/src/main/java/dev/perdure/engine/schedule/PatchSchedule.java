package dev.perdure.engine.schedule;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.record.BufferedStart;
import dev.perdure.engine.state.Times;
import io.temporal.api.schedule.v1.BackfillRequest;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;

/// A client has a schedule act at once, make up for times of the past, pause or go on.
final class PatchSchedule {
  private static final int MOST_BACKFILLS = 1_000;

  private PatchSchedule() {}

  static Outcome<Done> decide(ScheduleDraft draft, PatchScheduleRequest request) {
    if (AskedBefore.is(draft, request.getRequestId())) {
      return Decision.accept(Done.DONE);
    }
    AskedBefore.remember(draft, request.getRequestId());
    Schedules.goOn(draft);
    apply(draft, request.getPatch());
    Schedules.goOn(draft);
    return Decision.accept(Done.DONE);
  }

  static void apply(ScheduleDraft draft, SchedulePatch patch) {
    if (patch.hasTriggerImmediately()) {
      var trigger = patch.getTriggerImmediately();
      var time =
          trigger.hasScheduledTime() ? Times.instant(trigger.getScheduledTime()) : draft.now();
      draft.buffer(new BufferedStart(time, time, trigger.getOverlapPolicy(), true));
    }
    for (var backfill : patch.getBackfillRequestList()) {
      if (draft.backfills.size() < MOST_BACKFILLS) {
        draft.backfills.add(withExclusiveStart(backfill));
      } else {
        draft.dropped++;
      }
    }
    if (!patch.getPause().isEmpty()) {
      pause(draft, true, patch.getPause());
    }
    if (!patch.getUnpause().isEmpty()) {
      pause(draft, false, patch.getUnpause());
    }
  }

  /// The first time may be the very start.
  private static BackfillRequest withExclusiveStart(BackfillRequest backfill) {
    var start = Times.instant(backfill.getStartTime()).minusMillis(1);
    return backfill.toBuilder().setStartTime(Times.timestamp(start)).build();
  }

  static void pause(ScheduleDraft draft, boolean paused, String notes) {
    draft.control = draft.control.toBuilder().setPaused(paused).setNotes(notes).build();
    draft.conflictToken++;
  }
}
