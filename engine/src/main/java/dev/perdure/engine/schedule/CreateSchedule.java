package dev.perdure.engine.schedule;

import com.google.protobuf.ByteString;
import dev.perdure.engine.calendar.CanonicalSpec;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.state.NullPayload;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.workflowservice.v1.CreateScheduleResponse;
import java.nio.ByteBuffer;

/// A client creates a schedule.
final class CreateSchedule {
  private static final long FIRST_TOKEN = 1;

  private CreateSchedule() {}

  static Outcome<CreateScheduleResponse> decide(
      ScheduleDraft draft, Request.CreateSchedule create) {
    var request = create.request();
    var state = draft.state();
    if (!state.isGone()) {
      return state.defined().requestId().equals(request.getRequestId())
          ? created()
          : Decision.reject(exists(request.getScheduleId(), state.defined()));
    }
    draft.emit(
        new ScheduleRecord.Defined(
            draft.ids().next(),
            request.getRequestId(),
            create.jitterSeed(),
            draft.now(),
            definition(request.getSchedule()),
            memo(request.getMemo()),
            searchAttributes(request.getSearchAttributes())));
    draft.control = request.getSchedule().getState();
    draft.conflictToken = FIRST_TOKEN;
    draft.processedTo = draft.now();
    PatchSchedule.apply(draft, request.getInitialPatch());
    Schedules.goOn(draft);
    return created();
  }

  private static Outcome<CreateScheduleResponse> created() {
    return Decision.accept(
        CreateScheduleResponse.newBuilder().setConflictToken(token(FIRST_TOKEN)).build());
  }

  private static Rejection exists(String scheduleId, ScheduleRecord.Defined there) {
    return new Rejection(
        Rejection.Code.ALREADY_EXISTS,
        "schedule \"" + scheduleId + "\" is already registered",
        WorkflowExecutionAlreadyStartedFailure.newBuilder()
            .setStartRequestId(there.requestId())
            .setRunId(there.incarnation())
            .build());
  }

  /// A schedule as it is kept: with the defaults of its policies, and without its state.
  static Schedule definition(Schedule schedule) {
    var policies = schedule.getPolicies().toBuilder();
    policies.setCatchupWindow(
        Times.proto(
            ScheduleDraft.catchupWindow(policies.hasCatchupWindow(), policies.getCatchupWindow())));
    if (policies.getOverlapPolicy() == ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED) {
      policies.setOverlapPolicy(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP);
    }
    return schedule.toBuilder()
        .setSpec(CanonicalSpec.of(schedule.getSpec()))
        .setPolicies(policies)
        .clearState()
        .build();
  }

  /// Without nulls, which are no values.
  static Memo memo(Memo memo) {
    var kept = Memo.newBuilder();
    memo.getFieldsMap()
        .forEach(
            (name, value) -> {
              if (!NullPayload.is(value)) {
                kept.putFields(name, value);
              }
            });
    return kept.build();
  }

  /// Without nulls, which are no values.
  static SearchAttributes searchAttributes(SearchAttributes attributes) {
    var kept = SearchAttributes.newBuilder();
    attributes
        .getIndexedFieldsMap()
        .forEach(
            (name, value) -> {
              if (!NullPayload.is(value)) {
                kept.putIndexedFields(name, value);
              }
            });
    return kept.build();
  }

  /// A conflict token as clients get it.
  static ByteString token(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }
}
