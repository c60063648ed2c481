package dev.perdure.client;

import dev.perdure.client.ClientOutboundCalls.StartUpdateWithStartInput;
import dev.perdure.client.ClientOutboundCalls.StartWorkflowUpdateInput;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.wire.Wire;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import io.temporal.api.errordetails.v1.MultiOperationExecutionFailure;
import io.temporal.api.errordetails.v1.MultiOperationExecutionFailure.OperationStatus;
import io.temporal.api.failure.v1.MultiOperationExecutionAborted;
import io.temporal.api.update.v1.Input;
import io.temporal.api.update.v1.Meta;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.UpdateRef;
import io.temporal.api.update.v1.WaitPolicy;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationRequest;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationRequest.Operation;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.lang.reflect.Type;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The requests about updates: made from values, sent until the server says enough, and their
/// errors told in our words.
final class UpdateCalls {
  private final WorkflowCalls calls;

  UpdateCalls(WorkflowCalls calls) {
    this.calls = calls;
  }

  Rpc rpc() {
    return calls.rpc();
  }

  ClientOptions options() {
    return calls.options();
  }

  DataConverter converter(WorkflowExecution workflow) {
    return calls.converter(workflow.getWorkflowId());
  }

  /// Starts an update; returns when it has come as far as its options say.
  WorkflowUpdateHandle<?> start(StartWorkflowUpdateInput input) {
    var workflow = WorkflowCalls.workflow(input.workflowId(), input.runId());
    UpdateWorkflowExecutionRequest request = request(workflow, input);
    UpdateWorkflowExecutionResponse response;
    do {
      try {
        response = rpc().longCall(WorkflowServiceGrpc.getUpdateWorkflowExecutionMethod(), request);
      } catch (StatusRuntimeException e) {
        throw error(e, reference(request));
      }
    } while (!isDecided(response));
    return handle(input, request, response);
  }

  /// Starts an update together with its workflow.
  WorkflowUpdateHandle<?> start(StartUpdateWithStartInput input) {
    StartWorkflowExecutionRequest start = calls.starts().request(input.start());
    var workflow = WorkflowCalls.workflow(input.start().options().id(), null);
    UpdateWorkflowExecutionRequest update = request(workflow, input.update());
    var request =
        ExecuteMultiOperationRequest.newBuilder()
            .setNamespace(options().namespace())
            .addOperations(Operation.newBuilder().setStartWorkflow(start))
            .addOperations(Operation.newBuilder().setUpdateWorkflow(update))
            .build();
    boolean told = false;
    while (true) {
      ExecuteMultiOperationResponse response;
      try {
        response = rpc().longCall(WorkflowServiceGrpc.getExecuteMultiOperationMethod(), request);
      } catch (StatusRuntimeException e) {
        throw errorWithStart(e, input, reference(update));
      }
      if (!told) {
        input
            .onStart()
            .accept(
                calls.starts().handle(input.start(), response.getResponses(0).getStartWorkflow()));
        told = true;
      }
      UpdateWorkflowExecutionResponse updated = response.getResponses(1).getUpdateWorkflow();
      if (isDecided(updated)) {
        return handle(input.update(), update, updated);
      }
    }
  }

  /// A server answers after some time even if there is no news.
  private static boolean isDecided(UpdateWorkflowExecutionResponse response) {
    return response
            .getStage()
            .compareTo(
                UpdateWorkflowExecutionLifecycleStage
                    .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED)
        >= 0;
  }

  /// The handle of an update that was accepted or rejected; waits for more if the options say so.
  private WorkflowUpdateHandle<?> handle(
      StartWorkflowUpdateInput input,
      UpdateWorkflowExecutionRequest request,
      UpdateWorkflowExecutionResponse response) {
    UpdateRef update = response.hasUpdateRef() ? response.getUpdateRef() : reference(request);
    Outcome known = response.hasOutcome() ? response.getOutcome() : null;
    var outcome = new UpdateOutcome(this, update, input.resultType(), known);
    if (input.options().waitForStage() == WorkflowUpdateStage.COMPLETED) {
      var _ = outcome.awaitKnown();
    }
    return new WorkflowUpdateHandle<@Nullable Object>(outcome);
  }

  private UpdateWorkflowExecutionRequest request(
      WorkflowExecution workflow, StartWorkflowUpdateInput input) {
    UpdateOptions how = input.options();
    var update = Input.newBuilder().setName(input.update());
    if (!input.arguments().isEmpty()) {
      update.setArgs(converter(workflow).encodeList(input.arguments()));
    }
    if (!input.headers().isEmpty()) {
      update.setHeader(WorkflowCalls.header(input.headers()));
    }
    var request =
        UpdateWorkflowExecutionRequest.newBuilder()
            .setNamespace(options().namespace())
            .setWorkflowExecution(workflow)
            .setWaitPolicy(
                WaitPolicy.newBuilder()
                    .setLifecycleStage(
                        Wire.constant(
                            UpdateWorkflowExecutionLifecycleStage.class,
                            "UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_",
                            how.waitForStage())))
            .setRequest(
                Request.newBuilder()
                    .setMeta(
                        Meta.newBuilder()
                            .setUpdateId(how.id() == null ? UUID.randomUUID().toString() : how.id())
                            .setIdentity(options().identity()))
                    .setInput(update));
    if (input.firstExecutionRunId() != null) {
      request.setFirstExecutionRunId(input.firstExecutionRunId());
    }
    return request.build();
  }

  private static UpdateRef reference(UpdateWorkflowExecutionRequest request) {
    return UpdateRef.newBuilder()
        .setWorkflowExecution(request.getWorkflowExecution())
        .setUpdateId(request.getRequest().getMeta().getUpdateId())
        .build();
  }

  /// The handle of an update that was started before.
  <R extends @Nullable Object> WorkflowUpdateHandle<R> get(
      WorkflowExecution workflow, String id, Type resultType) {
    var update = UpdateRef.newBuilder().setWorkflowExecution(workflow).setUpdateId(id).build();
    return new WorkflowUpdateHandle<>(new UpdateOutcome(this, update, resultType, null));
  }

  /// Of several operations one failed, and the others were not done because of it.
  private RuntimeException errorWithStart(
      StatusRuntimeException e, StartUpdateWithStartInput input, UpdateRef update) {
    var failure = RpcErrors.of(e, rpc().target()).detail(MultiOperationExecutionFailure.class);
    if (failure != null) {
      for (int i = 0; i < failure.getStatusesCount(); i++) {
        OperationStatus status = failure.getStatuses(i);
        if (status.getCode() != Status.Code.OK.value() && !isAborted(status)) {
          StatusRuntimeException reason = exception(status);
          return i == 0
              ? calls
                  .starts()
                  .error(reason, input.start().options().id(), input.start().workflowType())
              : error(reason, update);
        }
      }
    }
    return error(e, update);
  }

  private static boolean isAborted(OperationStatus status) {
    return status.getDetailsCount() > 0
        && status.getDetails(0).is(MultiOperationExecutionAborted.class);
  }

  private static StatusRuntimeException exception(OperationStatus status) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(status.getCode())
            .setMessage(status.getMessage())
            .addAllDetails(status.getDetailsList())
            .build());
  }

  RuntimeException error(StatusRuntimeException e, UpdateRef update) {
    return switch (e.getStatus().getCode()) {
      case CANCELLED, DEADLINE_EXCEEDED ->
          new WorkflowUpdateRpcTimeoutOrCancelledException(
              "The wait for update %s of workflow %s ended without an answer (%s). It may still be carried out: ask getUpdateHandle for it."
                  .formatted(
                      update.getUpdateId(),
                      update.getWorkflowExecution().getWorkflowId(),
                      e.getStatus().getCode()),
              e);
      default -> calls.workflowError(e, update.getWorkflowExecution());
    };
  }
}
