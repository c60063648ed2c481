package dev.perdure.engine.schedule;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.state.ScheduleState;
import java.time.Instant;
import java.util.List;

/// Sends what is asked of a schedule to its decision.
public final class Schedules {
  /// What a schedule's id is called where clients take it for a workflow's.
  public static final String ID_PREFIX = "temporal-sys-scheduler:";

  /// Longest notes, in UTF-8.
  public static final int NOTES_BYTES = 1_000;

  private Schedules() {}

  public static <R> Decision<R> decide(
      ScheduleState state, Request<R> request, Instant now, Ids ids) {
    var draft = new ScheduleDraft(state, now, ids);
    @SuppressWarnings("unchecked") // Each kind of request is decided with its own reply type.
    var outcome = (Outcome<R>) outcome(draft, request);
    if (!state.isGone()) {
      FormerStarts.forget(draft);
      draft.emitProgress();
      if (request instanceof Request.TimersDue && state.isExpired(now)) {
        draft.emit(new ScheduleRecord.Deleted());
      } else {
        ScheduleOutbox.tell(draft);
      }
    }
    return new Decision<>(outcome, List.copyOf(draft.records()), List.copyOf(draft.effects()));
  }

  private static Outcome<?> outcome(ScheduleDraft draft, Request<?> request) {
    return switch (request) {
      case Request.CreateSchedule r -> CreateSchedule.decide(draft, r);
      case Request.Deliver(var message) -> {
        ScheduleAnswers.decide(draft, message);
        yield Decision.accept(Done.DONE);
      }
      case Request.EpochBegan _ -> Decision.accept(Done.DONE);
      case Request.TimersDue _ -> {
        if (!draft.state().isGone()) {
          goOn(draft);
        }
        yield Decision.accept(Done.DONE);
      }
      case Request.OfSchedule<?> r ->
          draft.state().isGone() ? Decision.reject(missing(draft)) : change(draft, r);
      default -> throw new IllegalArgumentException("not for a schedule: " + request);
    };
  }

  private static Outcome<?> change(ScheduleDraft draft, Request.OfSchedule<?> request) {
    return switch (request) {
      case Request.CreateSchedule _ -> throw new IllegalArgumentException("decided already");
      case Request.DescribeSchedule _ ->
          Decision.accept(ScheduleView.describe(draft.state(), draft.now()));
      case Request.ScheduleTimes _ -> Decision.accept(draft.state().spec());
      case Request.UpdateSchedule r -> UpdateSchedule.decide(draft, r.request());
      case Request.PatchSchedule r -> PatchSchedule.decide(draft, r.request());
      case Request.DeleteSchedule _ -> {
        draft.emit(new ScheduleRecord.Deleted());
        yield Decision.accept(Done.DONE);
      }
    };
  }

  private static Rejection missing(ScheduleDraft draft) {
    return Rejection.noSuchRun(ID_PREFIX + draft.state().key().id(), "");
  }

  /// Deals with the times that have come, and begins what can begin.
  static void goOn(ScheduleDraft draft) {
    ScheduleTimes.catchUp(draft);
    ScheduleTimes.backfill(draft);
    ScheduleBuffer.begin(draft);
  }

  /// Every message that must be on its way in this state.
  public static List<Effect> redrive(ScheduleState state) {
    return ScheduleOutbox.redrive(state);
  }
}
