package dev.perdure.engine.schedule;

import com.google.protobuf.ByteString;
import dev.perdure.engine.calendar.CanonicalSpec;
import dev.perdure.engine.calendar.CompiledSpec;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.state.Times;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import java.time.Instant;

/// A client puts another definition in a schedule's place. What its actions have come to stays, and
/// what they are starting.
final class UpdateSchedule {
  private static final Rejection CATCHING_UP =
      new Rejection(
          Rejection.Code.UNAVAILABLE,
          "the schedule still goes through the times that have passed, please retry",
          null);

  private static final Rejection STARTING =
      new Rejection(
          Rejection.Code.UNAVAILABLE,
          "actions of former definitions are still being started, please retry",
          null);

  private UpdateSchedule() {}

  static Outcome<Done> decide(ScheduleDraft draft, UpdateScheduleRequest request) {
    if (AskedBefore.is(draft, request.getRequestId())) {
      return Decision.accept(Done.DONE);
    }
    long token = number(request.getConflictToken());
    if (token != 0 && token != draft.conflictToken) {
      return Decision.reject(Rejection.failedPrecondition("mismatched conflict token"));
    }
    if (isInVain(draft, request.getSchedule().getSpec())) {
      return Decision.reject(Rejection.invalidArgument(CompiledSpec.IN_VAIN));
    }
    // What is due is due as it was defined until now.
    boolean isThrough = ScheduleTimes.catchUpFully(draft);
    Schedules.goOn(draft);
    if (!isThrough) {
      return Decision.reject(CATCHING_UP);
    }
    if (!FormerStarts.keep(draft, request.getSchedule())) {
      return Decision.reject(STARTING);
    }
    AskedBefore.remember(draft, request.getRequestId());
    var old = draft.state().defined();
    draft.emit(
        new ScheduleRecord.Defined(
            old.incarnation(),
            old.requestId(),
            old.jitterSeed(),
            old.createTime(),
            CreateSchedule.definition(request.getSchedule()),
            request.hasMemo() ? CreateSchedule.memo(request.getMemo()) : old.memo(),
            request.hasSearchAttributes()
                ? CreateSchedule.searchAttributes(request.getSearchAttributes())
                : old.searchAttributes()));
    draft.control = request.getSchedule().getState();
    draft.conflictToken++;
    draft.updateTime = draft.now();
    draft.processedTo = firstToLookAt(draft);
    Schedules.goOn(draft);
    return Decision.accept(Done.DONE);
  }

  /// Whether another spec than before never fires. One that a former version took may stay.
  private static boolean isInVain(ScheduleDraft draft, ScheduleSpec wanted) {
    var canonical = CanonicalSpec.of(wanted);
    var before = draft.state().defined().schedule().getSpec();
    return !CanonicalSpec.shown(canonical).equals(CanonicalSpec.shown(before))
        && CompiledSpec.of(canonical, "").isInVain();
  }

  /// A time that has passed may still come, later by its jitter; what is due before the update is
  /// left out when it is looked at.
  private static Instant firstToLookAt(ScheduleDraft draft) {
    var jitter = Times.duration(draft.state().defined().schedule().getSpec().getJitter());
    var earliest = jitter.isNegative() ? draft.now() : draft.now().minus(jitter);
    return earliest.isAfter(draft.processedTo) ? earliest : draft.processedTo;
  }

  /// Zero, which fits any schedule, if it is none.
  private static long number(ByteString token) {
    return token.size() < Long.BYTES ? 0 : token.asReadOnlyByteBuffer().getLong();
  }
}
