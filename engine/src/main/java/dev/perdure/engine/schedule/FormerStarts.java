package dev.perdure.engine.schedule;

import dev.perdure.engine.record.FormerStart;
import dev.perdure.engine.record.ScheduleAction;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.state.ScheduleState;
import io.temporal.api.schedule.v1.Schedule;
import java.util.ArrayList;

/// What each action starts: that which was defined when it was taken, however late its workflow
/// hears of it. So an update keeps what it replaces for as long as an action needs it.
final class FormerStarts {
  /// Most definitions that are kept: they may be large, and a start takes a moment only.
  private static final int MOST = 4;

  private FormerStarts() {}

  /// What an action starts.
  static FormerStart of(ScheduleState state, ScheduleAction action) {
    var former = state.former().of(action.number());
    return former == null ? start(Long.MAX_VALUE, state.defined().schedule()) : former;
  }

  private static FormerStart start(long lastNumber, Schedule schedule) {
    return new FormerStart(
        lastNumber,
        schedule.getAction().getStartWorkflow(),
        schedule.getPolicies().getKeepOriginalWorkflowId());
  }

  /// Keeps what is defined, if actions need it when another definition takes its place.
  ///
  /// @return false if too many are kept already
  static boolean keep(ScheduleDraft draft, Schedule replacement) {
    var kept = draft.state().former();
    var start = start(draft.lastNumber, draft.state().defined().schedule());
    boolean isNeeded =
        draft.actions.stream()
            .anyMatch(action -> action.isStarting() && kept.of(action.number()) == null);
    if (!isNeeded || start.equals(start(draft.lastNumber, replacement))) {
      return true;
    }
    if (kept.starts().size() >= MOST) {
      return false;
    }
    var starts = new ArrayList<>(kept.starts());
    starts.add(start);
    draft.emit(new ScheduleRecord.Former(starts));
    return true;
  }

  /// Lets go of what no action needs any more.
  static void forget(ScheduleDraft draft) {
    var kept = draft.state().former();
    if (kept.starts().isEmpty()) {
      return;
    }
    var needed = new ArrayList<FormerStart>();
    for (var action : draft.actions) {
      var start = action.isStarting() ? kept.of(action.number()) : null;
      if (start != null && !needed.contains(start)) {
        needed.add(start);
      }
    }
    if (needed.size() < kept.starts().size()) {
      draft.emit(new ScheduleRecord.Former(needed));
    }
  }
}
