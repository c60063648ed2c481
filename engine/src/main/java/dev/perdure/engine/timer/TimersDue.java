package dev.perdure.engine.timer;

import dev.perdure.engine.activity.ActivityTimeouts;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.run.DeleteWorkflow;
import dev.perdure.engine.run.RunTimeouts;
import dev.perdure.engine.state.PendingTimer;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.TimerFiredEventAttributes;
import java.util.ArrayList;
import java.util.Comparator;

/// Whatever is due now happens.
public final class TimersDue {
  private TimersDue() {}

  public static void decide(Draft draft) {
    var run = draft.state().current();
    if (run == null || DeleteWorkflow.apply(draft, run)) {
      return;
    }
    if (!run.owed().isEmpty()) {
      draft.owe();
    }
    if (!run.isOpen() || RunTimeouts.apply(draft, run)) {
      return;
    }
    var begins = run.backoffUntil();
    if (begins != null && !begins.isAfter(draft.now())) {
      if (run.isWorkflowTaskSpeculative()) {
        draft.keepSpeculativeTask(run);
      } else {
        WorkflowTasks.schedule(draft, run, true);
      }
    }
    WorkflowTasks.timeOutIfDue(draft, run);
    fireTimers(draft, run);
    ActivityTimeouts.apply(draft, run);
  }

  private static void fireTimers(Draft draft, RunState run) {
    var due = new ArrayList<PendingTimer>();
    for (var timer : run.timers()) {
      if (!timer.due().isAfter(draft.now())) {
        due.add(timer);
      }
    }
    if (due.size() > 1) {
      due.sort(Comparator.comparing(PendingTimer::due));
    }
    for (var timer : due) {
      draft.buffer(
          run,
          Draft.event(EventType.EVENT_TYPE_TIMER_FIRED)
              .setTimerFiredEventAttributes(
                  TimerFiredEventAttributes.newBuilder()
                      .setTimerId(timer.timerId())
                      .setStartedEventId(timer.startedEventId())));
      draft.wake();
    }
  }
}
