package dev.perdure.server.grpc;

import dev.perdure.engine.calendar.CanonicalSpec;
import dev.perdure.engine.calendar.CompiledSpec;
import dev.perdure.engine.schedule.Schedules;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;

/// What can be wrong with a request about a schedule, as far as no schedule has to be known for it.
/// The engine relies on it.
final class ScheduleChecks {
  private final Backend backend;
  private final Validation validation;
  private final StartChecks starts;

  ScheduleChecks(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
    this.starts = new StartChecks(backend);
  }

  void create(CreateScheduleRequest request) {
    backend.namespaces().checkOpen(request.getNamespace());
    scheduleId(request.getScheduleId());
    if (request.getRequestId().isEmpty()) {
      throw Validation.invalid("RequestId is not set on request.");
    }
    validation.length("RequestId", request.getRequestId());
    validation.length("Identity", request.getIdentity());
    var spec = spec(request.getSchedule().getSpec());
    if (CompiledSpec.of(spec, "").isInVain()) {
      throw Validation.invalid(CompiledSpec.IN_VAIN);
    }
    action(request.getNamespace(), request.getSchedule());
    starts.searchAttributes(request.getNamespace(), request.getSearchAttributes());
    validation.memo(request.getMemo());
    patch(request.getInitialPatch());
  }

  void update(UpdateScheduleRequest request) {
    backend.namespaces().check(request.getNamespace());
    scheduleId(request.getScheduleId());
    validation.length("RequestId", request.getRequestId());
    validation.length("Identity", request.getIdentity());
    action(request.getNamespace(), request.getSchedule());
    var _ = spec(request.getSchedule().getSpec());
    starts.searchAttributes(request.getNamespace(), request.getSearchAttributes());
    validation.memo(request.getMemo());
  }

  void patch(PatchScheduleRequest request) {
    backend.namespaces().check(request.getNamespace());
    if (!request.hasPatch()) {
      throw Validation.invalid("Patch is not set on request.");
    }
    scheduleId(request.getScheduleId());
    validation.length("RequestId", request.getRequestId());
    validation.length("Identity", request.getIdentity());
    patch(request.getPatch());
  }

  /// Fails when there can be no schedule of this id.
  void named(String namespace, String scheduleId) {
    backend.namespaces().check(namespace);
    scheduleId(scheduleId);
  }

  private void scheduleId(String scheduleId) {
    if (scheduleId.isEmpty()) {
      throw Validation.invalid("ScheduleId is not set on request.");
    }
    validation.workflowId(Schedules.ID_PREFIX + scheduleId);
  }

  /// The spec in its canonical form.
  private static ScheduleSpec spec(ScheduleSpec spec) {
    Validation.time("StartTime", spec.getStartTime());
    Validation.time("EndTime", spec.getEndTime());
    Validation.timeout("Jitter", spec.getJitter());
    try {
      return CanonicalSpec.of(spec);
    } catch (IllegalArgumentException e) {
      throw Validation.invalid("Invalid schedule spec: " + e.getMessage());
    }
  }

  private void action(String namespace, Schedule schedule) {
    if (!schedule.getAction().hasStartWorkflow()) {
      throw Validation.invalid("Only StartWorkflow action is supported for schedules");
    }
    starts.scheduled(namespace, schedule.getAction().getStartWorkflow());
    overlap(schedule.getPolicies().getOverlapPolicy());
    Validation.timeout("CatchupWindow", schedule.getPolicies().getCatchupWindow());
    notes(schedule.getState().getNotes());
    validation.blob(schedule);
  }

  private static void notes(String notes) {
    if (Validation.utf8Length(notes) > Schedules.NOTES_BYTES) {
      throw Validation.invalid("Schedule notes exceeds limit.");
    }
  }

  private void patch(SchedulePatch patch) {
    notes(patch.getPause());
    notes(patch.getUnpause());
    overlap(patch.getTriggerImmediately().getOverlapPolicy());
    Validation.time("ScheduledTime", patch.getTriggerImmediately().getScheduledTime());
    for (var backfill : patch.getBackfillRequestList()) {
      overlap(backfill.getOverlapPolicy());
      Validation.time("StartTime", backfill.getStartTime());
      Validation.time("EndTime", backfill.getEndTime());
    }
    validation.blob(patch);
  }

  private static void overlap(ScheduleOverlapPolicy policy) {
    if (policy == ScheduleOverlapPolicy.UNRECOGNIZED) {
      throw Validation.invalid("Unknown OverlapPolicy.");
    }
  }
}
