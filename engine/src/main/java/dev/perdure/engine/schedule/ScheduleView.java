package dev.perdure.engine.schedule;

import com.google.protobuf.Timestamp;
import dev.perdure.engine.calendar.CanonicalSpec;
import dev.perdure.engine.calendar.NextTime;
import dev.perdure.engine.calendar.Steps;
import dev.perdure.engine.record.ScheduleAction;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.schedule.v1.ScheduleInfo;
import io.temporal.api.schedule.v1.ScheduleListEntry;
import io.temporal.api.schedule.v1.ScheduleListInfo;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What clients see of a schedule.
public final class ScheduleView {
  private static final int FUTURE = 10;
  private static final int LISTED = 5;
  private static final int LISTED_PARTS = 10;

  private ScheduleView() {}

  static DescribeScheduleResponse describe(ScheduleState state, Instant now) {
    var defined = state.defined();
    var progress = state.progress();
    var counts = progress.counts();
    var info =
        ScheduleInfo.newBuilder()
            .setActionCount(counts.actions())
            .setMissedCatchupWindow(counts.missed())
            .setOverlapSkipped(counts.skipped())
            .setBufferDropped(counts.dropped())
            .setBufferSize(progress.buffer().size())
            .addAllRecentActions(progress.recent())
            .addAllFutureActionTimes(future(state, now, FUTURE, Steps.usual()))
            .setCreateTime(Times.timestamp(defined.createTime()));
    for (var action : progress.actions()) {
      if (!action.isStarting() && !action.overlapping()) {
        info.addRunningWorkflows(execution(action));
      }
    }
    if (progress.updateTime() != null) {
      info.setUpdateTime(Times.timestamp(progress.updateTime()));
    }
    var schedule = defined.schedule();
    var response =
        DescribeScheduleResponse.newBuilder()
            .setSchedule(
                schedule.toBuilder()
                    .setSpec(CanonicalSpec.shown(schedule.getSpec()))
                    .setState(progress.state()))
            .setInfo(info)
            .setConflictToken(CreateSchedule.token(progress.conflictToken()));
    if (defined.memo().getFieldsCount() > 0) {
      response.setMemo(defined.memo());
    }
    if (defined.searchAttributes().getIndexedFieldsCount() > 0) {
      response.setSearchAttributes(defined.searchAttributes());
    }
    return response.build();
  }

  private static WorkflowExecution execution(ScheduleAction action) {
    return WorkflowExecution.newBuilder()
        .setWorkflowId(action.workflowId())
        .setRunId(action.firstRunId())
        .build();
  }

  /// The schedule as lists show it.
  ///
  /// @param steps what the search for its next times may take; without any there are none
  public static ScheduleListEntry listed(ScheduleState state, Instant now, Steps steps) {
    var defined = state.defined();
    var progress = state.progress();
    var recent = progress.recent();
    var entry =
        ScheduleListEntry.newBuilder()
            .setScheduleId(state.key().id())
            .setInfo(
                ScheduleListInfo.newBuilder()
                    .setSpec(CanonicalSpec.shown(cut(defined.schedule().getSpec())))
                    .setWorkflowType(
                        defined.schedule().getAction().getStartWorkflow().getWorkflowType())
                    .setNotes(progress.state().getNotes())
                    .setPaused(progress.state().getPaused())
                    .addAllRecentActions(
                        recent.subList(Math.max(0, recent.size() - LISTED), recent.size()))
                    .addAllFutureActionTimes(future(state, now, LISTED, steps)));
    if (defined.memo().getFieldsCount() > 0) {
      entry.setMemo(defined.memo());
    }
    if (defined.searchAttributes().getIndexedFieldsCount() > 0) {
      entry.setSearchAttributes(defined.searchAttributes());
    }
    return entry.build();
  }

  private static ScheduleSpec cut(ScheduleSpec spec) {
    return spec.toBuilder()
        .clearTimezoneData()
        .clearStructuredCalendar()
        .addAllStructuredCalendar(cut(spec.getStructuredCalendarList()))
        .clearExcludeStructuredCalendar()
        .addAllExcludeStructuredCalendar(cut(spec.getExcludeStructuredCalendarList()))
        .clearInterval()
        .addAllInterval(cut(spec.getIntervalList()))
        .build();
  }

  private static <T> List<T> cut(List<T> parts) {
    return parts.subList(0, Math.min(parts.size(), LISTED_PARTS));
  }

  /// The next times at which it will act, should a paused one go on now; fewer if the search takes
  /// too many steps.
  private static List<Timestamp> future(ScheduleState state, Instant now, int most, Steps steps) {
    var progress = state.progress();
    var control = progress.state();
    long left = control.getLimitedActions() ? Math.min(most, control.getRemainingActions()) : most;
    var times = new ArrayList<Timestamp>(most);
    var at = state.isActive() || progress.processedTo().isAfter(now) ? progress.processedTo() : now;
    while (times.size() < left && steps.areLeft()) {
      switch (state.spec().next(at, steps)) {
        case NextTime.Due due -> {
          at = due.actual();
          // Times before an update are left out.
          if (progress.updateTime() == null || !at.isBefore(progress.updateTime())) {
            times.add(Times.timestamp(at));
          }
        }
        case NextTime.NotUntil(var time) -> at = time;
        case NextTime.Never _ -> {
          return times;
        }
      }
    }
    return times;
  }
}
