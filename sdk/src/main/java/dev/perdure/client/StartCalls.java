package dev.perdure.client;

import com.google.protobuf.Message;
import dev.perdure.client.ClientOutboundCalls.StartWorkflowInput;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.UserMetadataPayloads;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import org.jspecify.annotations.Nullable;

/// The requests that start workflows: made from values, sent, and their errors told in our words.
final class StartCalls {
  private final WorkflowCalls calls;
  private final EagerStart eagerStart;

  StartCalls(WorkflowCalls calls, EagerStart eagerStart) {
    this.calls = calls;
    this.eagerStart = eagerStart;
  }

  /// The runs that a start leads to: the one that is open now, and the first of its chain if the
  /// server says which it is.
  private record Started(String runId, @Nullable String firstRunId) {}

  /// Starts a workflow.
  WorkflowHandle<?, ?> start(StartWorkflowInput input) {
    StartWorkflowExecutionRequest request = request(input);
    WorkflowOptions.StartSignal signal = input.options().startSignal();
    try {
      return handle(input, signal == null ? send(request) : send(request, signal));
    } catch (StatusRuntimeException e) {
      throw error(e, input.options().id(), input.workflowType());
    }
  }

  /// The request of a start, with an id by which the server knows it again.
  StartWorkflowExecutionRequest request(StartWorkflowInput input) {
    WorkflowOptions start = input.options();
    DataConverter converter = calls.converter(start.id());
    var request =
        start.request().toBuilder()
            .setNamespace(calls.namespace())
            .setIdentity(calls.identity())
            .setRequestId(ServerCalls.requestId());
    request.getWorkflowTypeBuilder().setName(input.workflowType());
    if (!input.arguments().isEmpty()) {
      request.setInput(converter.encodeList(input.arguments()));
    }
    if (!input.headers().isEmpty()) {
      request.setHeader(WorkflowCalls.header(input.headers()));
    }
    if (!start.memo().isEmpty()) {
      request.setMemo(MemoPayloads.encode(start.memo(), converter));
    }
    UserMetadata metadata =
        UserMetadataPayloads.encode(start.summary(), start.details(), converter);
    if (metadata != null) {
      request.setUserMetadata(metadata);
    }
    return request.build();
  }

  /// The handle of a workflow that was started, or found.
  WorkflowHandle<?, ?> handle(StartWorkflowInput input, StartWorkflowExecutionResponse response) {
    return handle(input, started(response));
  }

  private WorkflowHandle<?, ?> handle(StartWorkflowInput input, Started started) {
    return new WorkflowHandle<Object, @Nullable Object>(
        calls,
        new WorkflowHandle.Target(
            input.options().id(), null, started.runId(), started.firstRunId()),
        input.resultType(),
        calls.options().queryRejectCondition());
  }

  private Started send(StartWorkflowExecutionRequest request) {
    return started(eagerStart.start(request));
  }

  private static Started started(StartWorkflowExecutionResponse response) {
    String first = response.getFirstExecutionRunId();
    return new Started(
        response.getRunId(),
        !first.isEmpty() ? first : response.getStarted() ? response.getRunId() : null);
  }

  private Started send(StartWorkflowExecutionRequest start, WorkflowOptions.StartSignal signal) {
    var request = SignalWithStartWorkflowExecutionRequest.newBuilder().setSignalName(signal.name());
    copy(start, request);
    if (!signal.arguments().isEmpty()) {
      request.setSignalInput(calls.converter(start.getWorkflowId()).encodeList(signal.arguments()));
    }
    SignalWithStartWorkflowExecutionResponse response =
        calls
            .rpc()
            .call(WorkflowServiceGrpc.getSignalWithStartWorkflowExecutionMethod(), request.build());
    String first = response.getFirstExecutionRunId();
    return new Started(response.getRunId(), first.isEmpty() ? null : first);
  }

  /// What the two kinds of start have in common has the same names; the rest is left out.
  private static void copy(StartWorkflowExecutionRequest from, Message.Builder to) {
    from.getAllFields()
        .forEach(
            (field, value) -> {
              var same = to.getDescriptorForType().findFieldByName(field.getName());
              if (same != null) {
                to.setField(same, value);
              }
            });
  }

  /// The error of a start; an id that is taken has an exception of its own.
  RuntimeException error(StatusRuntimeException e, String id, String type) {
    RpcException result = RpcErrors.of(e, calls.rpc().target());
    var taken = result.detail(WorkflowExecutionAlreadyStartedFailure.class);
    return e.getStatus().getCode() == Status.Code.ALREADY_EXISTS && taken != null
        ? new WorkflowAlreadyStartedException(id, type, taken.getRunId(), e)
        : result;
  }
}
