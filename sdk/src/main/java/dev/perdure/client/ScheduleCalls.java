package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.DeleteScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesRequest;
import io.temporal.api.workflowservice.v1.ListSchedulesRequest;
import io.temporal.api.workflowservice.v1.ListSchedulesResponse;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// The requests about schedules.
abstract class ScheduleCalls extends StandaloneActivityCalls implements ScheduleOutboundCalls {
  /// How often a schedule is read for an update that others get ahead of.
  private static final int UPDATE_ATTEMPTS = 20;

  ScheduleCalls(Rpc rpc, ClientOptions options) {
    super(rpc, options);
  }

  @Override
  public ScheduleHandle createSchedule(CreateScheduleInput input) {
    ScheduleOptions options = input.options();
    ScheduleState state = input.schedule().state();
    if (state.limitedActions() && state.remainingActions() == 0) {
      throw new IllegalArgumentException(
          "Schedule %s has no actions left. Give it some with withRemainingActions, or let it act without a limit with withUnlimitedActions."
              .formatted(input.id()));
    }
    var request =
        CreateScheduleRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setRequestId(requestId())
            .setScheduleId(input.id())
            .setSchedule(input.schedule().message(this::converter));
    if (options.triggerImmediately()) {
      request
          .getInitialPatchBuilder()
          .getTriggerImmediatelyBuilder()
          .setOverlapPolicy(SchedulePolicy.message(input.schedule().policy().overlap()));
    }
    options
        .backfill()
        .forEach(
            backfill -> request.getInitialPatchBuilder().addBackfillRequest(backfill.message()));
    if (!options.memo().isEmpty()) {
      request.setMemo(MemoPayloads.encode(options.memo(), converter()));
    }
    if (!options.searchAttributes().isEmpty()) {
      request.setSearchAttributes(SearchAttributePayloads.encode(options.searchAttributes()));
    }
    try {
      var _ = rpc().call(WorkflowServiceGrpc.getCreateScheduleMethod(), request.build());
    } catch (StatusRuntimeException e) {
      throw e.getStatus().getCode() == Status.Code.ALREADY_EXISTS
          ? new ScheduleAlreadyRunningException(input.id(), e)
          : RpcErrors.of(e, rpc().target());
    }
    return new ScheduleHandle(outbound(), input.id());
  }

  @Override
  public ScheduleDescription describeSchedule(DescribeScheduleInput input) {
    return description(input.id(), describe(rpc(), input.id()));
  }

  private DescribeScheduleResponse describe(Rpc rpc, String id) {
    var request =
        DescribeScheduleRequest.newBuilder().setNamespace(namespace()).setScheduleId(id).build();
    try {
      return rpc.call(WorkflowServiceGrpc.getDescribeScheduleMethod(), request);
    } catch (StatusRuntimeException e) {
      throw scheduleError(e, id);
    }
  }

  private ScheduleDescription description(String id, DescribeScheduleResponse response) {
    return new ScheduleDescription(
        id, Schedule.of(response.getSchedule(), this::converter), converter(), response);
  }

  /// The token lets the server refuse what somebody else has got ahead of.
  @Override
  public void updateSchedule(UpdateScheduleInput input) {
    for (int attempt = 1; ; attempt++) {
      // strictly: what cannot be decoded would be encoded twice
      DescribeScheduleResponse found = describe(rpc().strict(), input.id());
      ScheduleUpdate update =
          input.updater().apply(new ScheduleUpdateInput(description(input.id(), found)));
      if (update == null) {
        return;
      }
      try {
        update(input.id(), update, found.getConflictToken());
        return;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.FAILED_PRECONDITION
            || attempt == UPDATE_ATTEMPTS) {
          throw scheduleError(e, input.id());
        }
      }
    }
  }

  private void update(String id, ScheduleUpdate update, ByteString conflictToken) {
    var request =
        UpdateScheduleRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setRequestId(requestId())
            .setScheduleId(id)
            .setSchedule(update.schedule().message(this::converter))
            .setConflictToken(conflictToken);
    if (update.searchAttributes() != null) {
      request.setSearchAttributes(SearchAttributePayloads.encode(update.searchAttributes()));
    }
    var _ = rpc().call(WorkflowServiceGrpc.getUpdateScheduleMethod(), request.build());
  }

  @Override
  public void deleteSchedule(DeleteScheduleInput input) {
    var request =
        DeleteScheduleRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setScheduleId(input.id());
    var _ = send(input.id(), WorkflowServiceGrpc.getDeleteScheduleMethod(), request.build());
  }

  @Override
  public void pauseSchedule(PauseScheduleInput input) {
    patch(input.id(), SchedulePatch.newBuilder().setPause(input.note()));
  }

  @Override
  public void unpauseSchedule(UnpauseScheduleInput input) {
    patch(input.id(), SchedulePatch.newBuilder().setUnpause(input.note()));
  }

  @Override
  public void triggerSchedule(TriggerScheduleInput input) {
    var patch = SchedulePatch.newBuilder();
    patch.getTriggerImmediatelyBuilder().setOverlapPolicy(SchedulePolicy.message(input.overlap()));
    patch(input.id(), patch);
  }

  @Override
  public void backfillSchedule(BackfillScheduleInput input) {
    var patch = SchedulePatch.newBuilder();
    input.backfills().forEach(backfill -> patch.addBackfillRequest(backfill.message()));
    patch(input.id(), patch);
  }

  private void patch(String id, SchedulePatch.Builder patch) {
    var request =
        PatchScheduleRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setRequestId(requestId())
            .setScheduleId(id)
            .setPatch(patch);
    var _ = send(id, WorkflowServiceGrpc.getPatchScheduleMethod(), request.build());
  }

  @Override
  public List<Instant> listScheduleMatchingTimes(ListScheduleMatchingTimesInput input) {
    var request =
        ListScheduleMatchingTimesRequest.newBuilder()
            .setNamespace(namespace())
            .setScheduleId(input.id())
            .setStartTime(Wire.timestamp(input.startAt()))
            .setEndTime(Wire.timestamp(input.endAt()));
    return send(
            input.id(), WorkflowServiceGrpc.getListScheduleMatchingTimesMethod(), request.build())
        .getStartTimeList()
        .stream()
        .map(Wire::instant)
        .toList();
  }

  @Override
  public PagedList.Page<ScheduleListDescription> listSchedules(ListSchedulesInput input) {
    var request =
        ListSchedulesRequest.newBuilder()
            .setNamespace(namespace())
            .setQuery(input.query())
            .setMaximumPageSize(input.pageSize())
            .setNextPageToken(input.pageToken());
    ListSchedulesResponse response =
        send(WorkflowServiceGrpc.getListSchedulesMethod(), request.build());
    DataConverter converter = converter();
    return new PagedList.Page<>(
        response.getSchedulesList().stream()
            .map(entry -> new ScheduleListDescription(converter, entry))
            .toList(),
        response.getNextPageToken());
  }

  private <Q, A> A send(String id, MethodDescriptor<Q, A> method, Q request) {
    try {
      return rpc().call(method, request);
    } catch (StatusRuntimeException e) {
      throw scheduleError(e, id);
    }
  }

  private RuntimeException scheduleError(StatusRuntimeException e, String id) {
    RpcException result = RpcErrors.of(e, rpc().target());
    return e.getStatus().getCode() == Status.Code.NOT_FOUND
            && result.detail(NamespaceNotFoundFailure.class) == null
        ? new ScheduleNotFoundException(
            id,
            "Schedule %s in namespace %s: %s"
                .formatted(
                    id,
                    namespace(),
                    Objects.requireNonNullElse(e.getStatus().getDescription(), "not found")),
            e)
        : result;
  }
}
