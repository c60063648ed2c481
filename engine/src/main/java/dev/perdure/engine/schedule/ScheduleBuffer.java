package dev.perdure.engine.schedule;

import dev.perdure.engine.record.BufferedStart;
import dev.perdure.engine.record.ScheduleAction;
import dev.perdure.engine.record.ScheduleAction.Stop;
import dev.perdure.engine.state.ScheduleState;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides by the overlap policies which of the actions that wait begin now, which go on waiting,
/// and which never will.
final class ScheduleBuffer {
  private final ScheduleDraft draft;
  private final boolean isRunning;
  private final int starting;
  private final List<BufferedStart> overlapping = new ArrayList<>();
  private final List<BufferedStart> waiting = new ArrayList<>();
  private @Nullable BufferedStart single;
  private Stop stop = Stop.NOT;

  private ScheduleBuffer(ScheduleDraft draft) {
    this.draft = draft;
    this.starting = draft.starting();
    this.isRunning = draft.actions.stream().anyMatch(action -> !action.overlapping());
  }

  /// Begins what can begin. An action that the schedule may not take any more makes room for
  /// another one.
  static void begin(ScheduleDraft draft) {
    boolean hasMore = true;
    while (hasMore && !draft.buffer.isEmpty()) {
      hasMore = new ScheduleBuffer(draft).go();
    }
  }

  /// @return whether there may be more to begin
  private boolean go() {
    draft.buffer.forEach(this::sort);
    draft.buffer = waiting;
    boolean refused = false;
    if (stop == Stop.NOT) {
      // They would be stopped at once.
      for (var start : overlapping) {
        refused |= !begin(start, true);
      }
    }
    if (single != null) {
      refused |= !begin(single, false);
    }
    if (stop != Stop.NOT) {
      draft.actions.replaceAll(this::stopped);
    }
    return refused;
  }

  private void sort(BufferedStart start) {
    var policy = draft.resolve(start.overlap());
    if (policy == ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL) {
      (starting + overlapping.size() < ScheduleState.MOST_STARTING ? overlapping : waiting)
          .add(start);
    } else if (!isRunning && single == null) {
      single = start;
    } else {
      overlap(start, policy);
    }
  }

  /// Another one is running, or about to begin.
  private void overlap(BufferedStart start, ScheduleOverlapPolicy policy) {
    switch (policy) {
      case SCHEDULE_OVERLAP_POLICY_BUFFER_ONE -> {
        if (waiting.isEmpty()) {
          waiting.add(start);
        } else {
          draft.skipped++;
        }
      }
      case SCHEDULE_OVERLAP_POLICY_BUFFER_ALL -> waiting.add(start);
      case SCHEDULE_OVERLAP_POLICY_CANCEL_OTHER -> takePlace(start, Stop.CANCELS);
      case SCHEDULE_OVERLAP_POLICY_TERMINATE_OTHER -> takePlace(start, Stop.TERMINATES);
      default -> draft.skipped++;
    }
  }

  private void takePlace(BufferedStart start, Stop how) {
    if (isRunning) {
      waiting.add(start);
      stop = stop == Stop.TERMINATES ? stop : how;
    } else {
      single = start;
    }
  }

  private ScheduleAction stopped(ScheduleAction action) {
    boolean isStopped =
        stop == Stop.CANCELS
            ? action.stop() != Stop.NOT
            : action.stop() == Stop.TERMINATES || action.stop() == Stop.TERMINATED;
    return action.overlapping() || isStopped ? action : action.with(stop);
  }

  /// @return false if the schedule may not take the action
  private boolean begin(BufferedStart start, boolean isOverlapping) {
    if (!draft.mayAct(start.manual())) {
      return false;
    }
    if (!start.manual() && draft.control.getLimitedActions()) {
      long remaining = draft.control.getRemainingActions() - 1;
      draft.control = draft.control.toBuilder().setRemainingActions(remaining).build();
      draft.conflictToken++;
    }
    draft.actions.add(
        new ScheduleAction(
            ++draft.lastNumber,
            start.nominal(),
            start.actual(),
            start.manual(),
            isOverlapping,
            workflowId(start),
            "",
            Stop.NOT));
    return true;
  }

  private String workflowId(BufferedStart start) {
    var schedule = draft.state().defined().schedule();
    var id = schedule.getAction().getStartWorkflow().getWorkflowId();
    return schedule.getPolicies().getKeepOriginalWorkflowId()
        ? id
        : id
            + "-"
            + DateTimeFormatter.ISO_INSTANT.format(start.nominal().truncatedTo(ChronoUnit.SECONDS));
  }
}
