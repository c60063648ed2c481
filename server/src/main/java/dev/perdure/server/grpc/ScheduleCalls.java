package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.search.KnownAttributes;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.CreateScheduleResponse;
import io.temporal.api.workflowservice.v1.DeleteScheduleRequest;
import io.temporal.api.workflowservice.v1.DeleteScheduleResponse;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesRequest;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesResponse;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.PatchScheduleResponse;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleResponse;
import java.util.Map;

/// Calls of clients about one schedule.
final class ScheduleCalls {
  private final Backend backend;
  private final ScheduleChecks checks;
  private final MatchingTimes matchingTimes = new MatchingTimes();

  ScheduleCalls(Backend backend) {
    this.backend = backend;
    this.checks = new ScheduleChecks(backend);
  }

  void create(UnaryCall<CreateScheduleRequest, CreateScheduleResponse> call) {
    var request = call.request();
    checks.create(request);
    var namespaceId = backend.namespaces().get(request.getNamespace()).id();
    backend.ask(
        EntityKey.schedule(request.getNamespace(), request.getScheduleId()),
        new Request.CreateSchedule(request, namespaceId + "-" + request.getScheduleId()),
        new CallAnswer<>(call, response -> response));
  }

  void describe(UnaryCall<DescribeScheduleRequest, DescribeScheduleResponse> call) {
    var request = call.request();
    checks.named(request.getNamespace(), request.getScheduleId());
    var types = KnownAttributes.with(backend.searchAttributes().types(request.getNamespace()));
    backend
        .entities()
        .ask(
            EntityKey.schedule(request.getNamespace(), request.getScheduleId()),
            new Request.DescribeSchedule(),
            new CallAnswer<>(call, response -> typed(response, types)));
  }

  private static DescribeScheduleResponse typed(
      DescribeScheduleResponse response, Map<String, IndexedValueType> types) {
    var typed = response.toBuilder();
    if (response.hasSearchAttributes()) {
      typed.setSearchAttributes(typed(response.getSearchAttributes(), types));
    }
    var start = typed.getScheduleBuilder().getActionBuilder().getStartWorkflowBuilder();
    if (start.hasSearchAttributes()) {
      start.setSearchAttributes(typed(start.getSearchAttributes(), types));
    }
    return typed.build();
  }

  /// Values with their types beside them.
  static SearchAttributes typed(SearchAttributes attributes, Map<String, IndexedValueType> types) {
    var typed = attributes.toBuilder();
    attributes
        .getIndexedFieldsMap()
        .forEach(
            (name, value) -> typed.putIndexedFields(name, ListedRun.typed(value, types.get(name))));
    return typed.build();
  }

  void update(UnaryCall<UpdateScheduleRequest, UpdateScheduleResponse> call) {
    var request = call.request();
    checks.update(request);
    backend.ask(
        EntityKey.schedule(request.getNamespace(), request.getScheduleId()),
        new Request.UpdateSchedule(request),
        new CallAnswer<>(call, _ -> UpdateScheduleResponse.getDefaultInstance()));
  }

  void patch(UnaryCall<PatchScheduleRequest, PatchScheduleResponse> call) {
    var request = call.request();
    checks.patch(request);
    backend.ask(
        EntityKey.schedule(request.getNamespace(), request.getScheduleId()),
        new Request.PatchSchedule(request),
        new CallAnswer<>(call, _ -> PatchScheduleResponse.getDefaultInstance()));
  }

  void delete(UnaryCall<DeleteScheduleRequest, DeleteScheduleResponse> call) {
    var request = call.request();
    checks.named(request.getNamespace(), request.getScheduleId());
    backend.complete(
        EntityKey.schedule(request.getNamespace(), request.getScheduleId()),
        new Request.DeleteSchedule(),
        new CallAnswer<>(call, _ -> DeleteScheduleResponse.getDefaultInstance()));
  }

  void matchingTimes(
      UnaryCall<ListScheduleMatchingTimesRequest, ListScheduleMatchingTimesResponse> call) {
    var request = call.request();
    checks.named(request.getNamespace(), request.getScheduleId());
    if (!request.hasStartTime() || !request.hasEndTime()) {
      throw Validation.invalid("missing or invalid query");
    }
    Validation.time("StartTime", request.getStartTime());
    Validation.time("EndTime", request.getEndTime());
    backend
        .entities()
        .ask(
            EntityKey.schedule(request.getNamespace(), request.getScheduleId()),
            new Request.ScheduleTimes(),
            matchingTimes.of(call));
  }
}
